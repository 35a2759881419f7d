package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Picks the instance of one service that gets the next request. Shares are exact: a full
 * turn over equal instances gives each one request, without a lock; while one of them is
 * in its slow start, turns are weighted (smooth weighted round robin). An instance that
 * was taken off the list is not picked once {@link #update} has returned.
 */
final class Balancer {

	private static final int LONGEST_EJECTION = 16;

	private final Policy policy;

	private final long slowStart;

	private final long ejection;

	private final LongSupplier nanoTime;

	private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

	private final Map<Instance, Member> members = new LinkedHashMap<>();

	private volatile Choice choice = Choice.NONE;

	private boolean known;

	Balancer(Policy policy, Duration slowStart, Duration ejection, LongSupplier nanoTime) {
		this.policy = policy;
		this.slowStart = slowStart.toNanos();
		this.ejection = ejection.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * From now on these are the instances. All of the first list are taken as warm: it is
	 * this caller that is new.
	 */
	synchronized void update(List<Instance> instances) {
		this.members.keySet().retainAll(instances);
		long now = this.nanoTime.getAsLong();
		for (Instance instance : instances) {
			this.members.computeIfAbsent(instance, (added) -> {
				Member member = new Member(added);
				member.warm = !this.known || this.slowStart == 0;
				member.warmAt = now + this.slowStart;
				member.fresh = !member.warm;
				return member;
			});
		}
		this.known = true;
		choose(now);
	}

	/**
	 * Who gets the next request, and was not tried for it before; null where there is
	 * nobody.
	 */
	@Nullable Member pick(Collection<Member> tried) {
		Choice current = this.choice;
		long now = 0;
		if (current.timed) {
			now = this.nanoTime.getAsLong();
			if (now - current.until >= 0) {
				current = chooseAgain();
			}
		}
		if (this.policy == Policy.LEAST_LOADED) {
			return leastLoaded(current, now, tried);
		}
		return current.weighted ? weighted(now, tried) : inTurn(current, tried);
	}

	private @Nullable Member inTurn(Choice current, Collection<Member> tried) {
		Member[] candidates = current.members;
		for (int i = 0; i < candidates.length; i++) {
			Member member = candidates[nextTurn(candidates.length)];
			if (tried.isEmpty() || !tried.contains(member)) {
				return member;
			}
		}
		return first(candidates, tried);
	}

	/** Under other callers' turns this one's may all have met instances it had tried. */
	private static @Nullable Member first(Member[] candidates, Collection<Member> tried) {
		for (Member member : candidates) {
			if (!tried.contains(member)) {
				return member;
			}
		}
		return null;
	}

	private synchronized @Nullable Member weighted(long now, Collection<Member> tried) {
		Member best = null;
		long total = 0;
		for (Member member : this.choice.members) {
			if (tried.contains(member)) {
				continue;
			}
			int weight = member.weight(now, this.slowStart);
			total += weight;
			member.credit += weight;
			if (best == null || (member.fresh && !best.fresh)
					|| (member.fresh == best.fresh && member.credit > best.credit)) {
				best = member;
			}
		}
		if (best != null) {
			best.credit -= total;
			best.fresh = false;
		}
		return best;
	}

	private @Nullable Member leastLoaded(Choice current, long now, Collection<Member> tried) {
		Member[] candidates = current.members;
		Member best = null;
		double least = Double.MAX_VALUE;
		int start = (candidates.length > 0) ? nextTurn(candidates.length) : 0;
		for (int i = 0; i < candidates.length; i++) {
			Member member = candidates[(start + i) % candidates.length];
			double load = (member.inFlight.get() + 1.0) / member.weight(now, this.slowStart);
			if (load < least && !tried.contains(member)) {
				best = member;
				least = load;
			}
		}
		return best;
	}

	private int nextTurn(int length) {
		return Integer.remainderUnsigned(this.turn.getAndIncrement(), length);
	}

	/**
	 * It answered that it leaves: left out until its entry changes or a while has passed.
	 */
	void leaves(Member member) {
		eject(member, this.ejection);
	}

	/** It took no connection: left out, and longer each time in a row. */
	synchronized void refused(Member member) {
		if (!member.ejected) {
			long factor = Math.min(LONGEST_EJECTION, 1L << Math.min(30, member.refusals++));
			eject(member, factor * this.ejection);
		}
	}

	void answered(Member member) {
		if (member.refusals != 0) {
			member.refusals = 0;
		}
	}

	private synchronized void eject(Member member, long duration) {
		if (member.ejected || this.members.get(member.instance) != member) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		member.ejected = true;
		member.ejectedUntil = now + duration;
		choose(now);
	}

	private synchronized Choice chooseAgain() {
		choose(this.nanoTime.getAsLong());
		return this.choice;
	}

	/**
	 * Where all are ejected, a request has better chances with one of them than with
	 * none.
	 */
	private void choose(long now) {
		List<Member> present = new ArrayList<>(this.members.size());
		long horizon = Long.MAX_VALUE;
		boolean weighted = false;
		for (Member member : this.members.values()) {
			member.warm |= now - member.warmAt >= 0;
			member.ejected &= now - member.ejectedUntil < 0;
			member.credit = 0;
			if (!member.warm) {
				horizon = Math.min(horizon, member.warmAt - now);
			}
			if (member.ejected) {
				horizon = Math.min(horizon, member.ejectedUntil - now);
			}
			else {
				present.add(member);
				weighted |= !member.warm;
			}
		}
		if (present.isEmpty()) {
			present.addAll(this.members.values());
		}
		boolean timed = horizon != Long.MAX_VALUE;
		this.choice = new Choice(present.toArray(new Member[0]), weighted, timed, timed ? now + horizon : 0);
	}

	/** How many may be picked now. */
	int size() {
		return this.choice.members.length;
	}

	/**
	 * Whom to choose from.
	 *
	 * @param members those that are listed and not ejected
	 * @param weighted whether one of them is in its slow start
	 * @param timed whether the choice changes with time alone
	 * @param until when it does
	 */
	private record Choice(Member[] members, boolean weighted, boolean timed, long until) {

		static final Choice NONE = new Choice(new Member[0], false, false, 0);

	}

}
