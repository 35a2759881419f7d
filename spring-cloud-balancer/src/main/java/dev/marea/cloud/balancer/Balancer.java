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

import org.springframework.cloud.client.ServiceInstance;

/**
 * Picks the instance of one service that gets the next request. Shares are exact: a full
 * turn over equal instances gives each one request, without a lock. While an instance is
 * in its slow start, turns are weighted (smooth weighted round robin). A removed instance
 * is not picked once {@link #update} has returned.
 */
final class Balancer {

	/** Longest ejection, as a multiple of the first one. */
	private static final int LONGEST_EJECTION = 16;

	private final Policy policy;

	private final long slowStart;

	private final long ejection;

	private final LongSupplier nanoTime;

	private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

	private final Map<ServiceInstance, InstanceState> states = new LinkedHashMap<>();

	/** Copy for readers without the lock. */
	private volatile Map<ServiceInstance, InstanceState> published = Map.of();

	private volatile Choice choice = Choice.NONE;

	private boolean known;

	Balancer(Policy policy, Duration slowStart, Duration ejection, LongSupplier nanoTime) {
		this.policy = policy;
		this.slowStart = slowStart.toNanos();
		this.ejection = ejection.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Replaces the list of instances. The first list skips slow start: this client
	 * restarted, not the instances.
	 */
	synchronized void update(List<ServiceInstance> instances) {
		this.states.keySet().retainAll(instances);
		long now = this.nanoTime.getAsLong();
		for (ServiceInstance instance : instances) {
			this.states.computeIfAbsent(instance, (added) -> {
				InstanceState state = new InstanceState(added);
				state.warm = !this.known || this.slowStart == 0;
				state.warmAt = now + this.slowStart;
				state.neverPicked = !state.warm;
				return state;
			});
		}
		this.known = true;
		this.published = Map.copyOf(this.states);
		choose(now);
	}

	/** The state of a listed instance; null if the instance is not listed. */
	@Nullable InstanceState stateOf(ServiceInstance instance) {
		return this.published.get(instance);
	}

	/**
	 * The instance for the next request; null if every instance was tried or none is
	 * known.
	 * @param tried instances that earlier attempts of the request were sent to
	 */
	@Nullable InstanceState pick(Collection<ServiceInstance> tried) {
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

	private @Nullable InstanceState inTurn(Choice current, Collection<ServiceInstance> tried) {
		InstanceState[] candidates = current.states;
		for (int i = 0; i < candidates.length; i++) {
			InstanceState state = candidates[nextTurn(candidates.length)];
			if (tried.isEmpty() || !tried.contains(state.instance)) {
				return state;
			}
		}
		return firstUntried(candidates, tried);
	}

	/**
	 * Concurrent callers advance the index, so this call may see only instances that it
	 * has tried.
	 */
	private static @Nullable InstanceState firstUntried(InstanceState[] candidates, Collection<ServiceInstance> tried) {
		for (InstanceState state : candidates) {
			if (!tried.contains(state.instance)) {
				return state;
			}
		}
		return null;
	}

	private synchronized @Nullable InstanceState weighted(long now, Collection<ServiceInstance> tried) {
		InstanceState best = null;
		long total = 0;
		for (InstanceState state : this.choice.states) {
			if (tried.contains(state.instance)) {
				continue;
			}
			int weight = state.weight(now, this.slowStart);
			total += weight;
			state.credit += weight;
			if (best == null || (state.neverPicked && !best.neverPicked)
					|| (state.neverPicked == best.neverPicked && state.credit > best.credit)) {
				best = state;
			}
		}
		if (best != null) {
			best.credit -= total;
			best.neverPicked = false;
		}
		return best;
	}

	private @Nullable InstanceState leastLoaded(Choice current, long now, Collection<ServiceInstance> tried) {
		InstanceState[] candidates = current.states;
		InstanceState best = null;
		double least = Double.MAX_VALUE;
		int start = (candidates.length > 0) ? nextTurn(candidates.length) : 0;
		for (int i = 0; i < candidates.length; i++) {
			InstanceState state = candidates[(start + i) % candidates.length];
			double load = (state.inFlight.get() + 1.0) / state.weight(now, this.slowStart);
			if (load < least && !tried.contains(state.instance)) {
				best = state;
				least = load;
			}
		}
		return best;
	}

	private int nextTurn(int length) {
		return Integer.remainderUnsigned(this.turn.getAndIncrement(), length);
	}

	/** Ejects an instance that announced draining. */
	void draining(InstanceState state) {
		eject(state, this.ejection);
	}

	/** Ejects an instance that refused a connection; longer for each refusal in a row. */
	synchronized void refused(InstanceState state) {
		if (!state.ejected) {
			long factor = Math.min(LONGEST_EJECTION, 1L << Math.min(30, state.refusals++));
			eject(state, factor * this.ejection);
		}
	}

	void answered(InstanceState state) {
		if (state.refusals != 0) {
			state.refusals = 0;
		}
	}

	private synchronized void eject(InstanceState state, long duration) {
		if (state.ejected || this.states.get(state.instance) != state) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		state.ejected = true;
		state.ejectedUntil = now + duration;
		choose(now);
	}

	private synchronized Choice chooseAgain() {
		choose(this.nanoTime.getAsLong());
		return this.choice;
	}

	/**
	 * If every instance is ejected, all are used: a request to one of them may succeed,
	 * without an instance it cannot.
	 */
	private void choose(long now) {
		List<InstanceState> present = new ArrayList<>(this.states.size());
		long horizon = Long.MAX_VALUE;
		boolean weighted = false;
		for (InstanceState state : this.states.values()) {
			state.warm |= now - state.warmAt >= 0;
			state.ejected &= now - state.ejectedUntil < 0;
			state.credit = 0;
			if (!state.warm) {
				horizon = Math.min(horizon, state.warmAt - now);
			}
			if (state.ejected) {
				horizon = Math.min(horizon, state.ejectedUntil - now);
			}
			else {
				present.add(state);
				weighted |= !state.warm;
			}
		}
		if (present.isEmpty()) {
			present.addAll(this.states.values());
		}
		boolean timed = horizon != Long.MAX_VALUE;
		this.choice = new Choice(present.toArray(new InstanceState[0]), weighted, timed, timed ? now + horizon : 0);
	}

	/** Number of instances that can be picked now. */
	int size() {
		return this.choice.states.length;
	}

	/**
	 * The instances to choose from.
	 *
	 * @param states listed instances that are not ejected
	 * @param weighted whether one of them is in its slow start
	 * @param timed whether time alone changes the choice
	 * @param until when time changes the choice
	 */
	private record Choice(InstanceState[] states, boolean weighted, boolean timed, long until) {

		static final Choice NONE = new Choice(new InstanceState[0], false, false, 0);

	}

}
