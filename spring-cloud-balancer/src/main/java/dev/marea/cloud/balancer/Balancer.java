package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.marea.cloud.balancer.BalanceProperties.Policy;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;

/**
 * Picks the instance of one service that gets the next request. Shares are exact: a full
 * turn over equal instances gives each one request, without a lock. While an instance is
 * in its slow start, turns are weighted (smooth weighted round robin). A removed instance
 * is not picked once {@link #update} has returned.
 * <p>
 * A failed instance is ejected for a while. Then it gets a single request, and further
 * requests after its answer. A hanging instance holds at most its share of the requests
 * in flight.
 */
final class Balancer {

	/** Longest ejection, as a multiple of the first one. */
	private static final int LONGEST_EJECTION = 16;

	private final Policy policy;

	private final long slowStart;

	private final long ejection;

	private final int mostInFlight;

	private final LongSupplier nanoTime;

	private final Consumer<Reason> ejections;

	private final AtomicInteger turn = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

	private final Map<ServiceInstance, InstanceState> states = new LinkedHashMap<>();

	/** Copy for readers without the lock. */
	private volatile Map<ServiceInstance, InstanceState> published = Map.of();

	private volatile Choice choice = Choice.NONE;

	private boolean known;

	/**
	 * Creates a balancer without instances.
	 * @param mostInFlight number of requests in flight at one instance from which other
	 * instances are preferred
	 * @param ejections called for each ejection
	 */
	Balancer(Policy policy, Duration slowStart, Duration ejection, int mostInFlight, LongSupplier nanoTime,
			Consumer<Reason> ejections) {
		this.policy = policy;
		this.slowStart = slowStart.toNanos();
		this.ejection = ejection.toNanos();
		this.mostInFlight = mostInFlight;
		this.nanoTime = nanoTime;
		this.ejections = ejections;
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
		InstanceState state = pickOnce(tried);
		while (state != null && state.failures != 0 && !beginTrial(state)) {
			state = pickOnce(tried);
		}
		return state;
	}

	/**
	 * Begins the trial of a failed instance: it stays ejected until it answers this
	 * request. Returns false if another request has begun the trial. Returns true without
	 * a trial if all instances are ejected.
	 */
	private synchronized boolean beginTrial(InstanceState state) {
		if (state.ejected) {
			return this.choice.allEjected;
		}
		if (state.failures != 0 && this.states.get(state.instance) == state) {
			state.onTrial = true;
			eject(state, LONGEST_EJECTION * this.ejection);
		}
		return true;
	}

	private @Nullable InstanceState pickOnce(Collection<ServiceInstance> tried) {
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
		InstanceState state = current.weighted ? weighted(now, tried) : inTurn(current, tried);
		// All are full, or concurrent callers advanced the index, so that this call saw
		// only instances that it has tried.
		return (state != null) ? state : leastLoaded(current, now, tried);
	}

	private @Nullable InstanceState inTurn(Choice current, Collection<ServiceInstance> tried) {
		InstanceState[] candidates = current.states;
		for (int i = 0; i < candidates.length; i++) {
			InstanceState state = candidates[nextTurn(candidates.length)];
			if (hasRoom(state) && (tried.isEmpty() || !tried.contains(state.instance))) {
				return state;
			}
		}
		return null;
	}

	private boolean hasRoom(InstanceState state) {
		return state.inFlight.get() < this.mostInFlight;
	}

	private synchronized @Nullable InstanceState weighted(long now, Collection<ServiceInstance> tried) {
		InstanceState best = null;
		long total = 0;
		for (InstanceState state : this.choice.states) {
			if (tried.contains(state.instance) || !hasRoom(state)) {
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

	/** Notes that a request is sent to an instance. */
	void started(InstanceState state) {
		if (state.requestStarted() == 1) {
			state.heardAt = this.nanoTime.getAsLong();
		}
	}

	/** Ejects an instance that announced draining. */
	synchronized void draining(InstanceState state) {
		if (isListed(state) && !state.ejected) {
			eject(state, this.ejection);
			this.ejections.accept(Reason.DRAINING);
		}
	}

	/**
	 * Ejects an instance that refused a connection; each further failure in a row doubles
	 * the time.
	 */
	synchronized void refused(InstanceState state) {
		endTrial(state);
		if (isListed(state) && !state.ejected) {
			eject(state, nextEjection(state));
			this.ejections.accept(Reason.REFUSED);
		}
	}

	/**
	 * Ejects an instance that did not answer in time, unless half of the instances are
	 * ejected already. The cause may be a slow dependency of all instances.
	 */
	synchronized void timedOut(InstanceState state) {
		endTrial(state);
		if (isListed(state) && !state.ejected && isMinority()) {
			eject(state, nextEjection(state));
			this.ejections.accept(Reason.TIMEOUT);
		}
	}

	/** A request failed in a way that does not tell whether the instance can serve. */
	void failed(InstanceState state) {
		if (state.failures != 0) {
			endTrial(state);
		}
	}

	void answered(InstanceState state) {
		state.heardAt = this.nanoTime.getAsLong();
		if (state.failures != 0) {
			recovered(state);
		}
	}

	private synchronized void recovered(InstanceState state) {
		state.failures = 0;
		if (state.silent) {
			state.silent = false;
			state.onTrial = state.ejected;
		}
		endTrial(state);
	}

	private synchronized void endTrial(InstanceState state) {
		if (state.onTrial) {
			state.onTrial = false;
			state.ejectedUntil = this.nanoTime.getAsLong();
			choose(state.ejectedUntil);
		}
	}

	/**
	 * Instances to probe: those that left all their requests unanswered, and those that
	 * were ejected for that and may return.
	 * @param silence time without any answer
	 */
	synchronized List<InstanceState> quiet(Duration silence) {
		long now = this.nanoTime.getAsLong();
		List<InstanceState> quiet = new ArrayList<>();
		for (InstanceState state : this.states.values()) {
			if (state.ejected ? state.silent && now - state.ejectedUntil >= 0
					: state.inFlight.get() > 0 && now - state.heardAt >= silence.toNanos()) {
				quiet.add(state);
			}
		}
		return quiet;
	}

	/**
	 * Ejects an instance that did not answer a probe, until it answers one. The bound of
	 * {@link #timedOut} applies.
	 */
	synchronized void silent(InstanceState state) {
		if (state.silent) {
			state.ejectedUntil = this.nanoTime.getAsLong() + nextEjection(state);
		}
		else if (isListed(state) && !state.ejected && isMinority()) {
			state.silent = true;
			eject(state, nextEjection(state));
			this.ejections.accept(Reason.SILENT);
		}
	}

	/** An instance answered a probe. */
	synchronized void alive(InstanceState state) {
		state.heardAt = this.nanoTime.getAsLong();
		if (state.silent) {
			state.silent = false;
			choose(state.heardAt);
		}
	}

	private long nextEjection(InstanceState state) {
		return this.ejection * Math.min(LONGEST_EJECTION, 1L << Math.min(30, state.failures++));
	}

	private boolean isListed(InstanceState state) {
		return this.states.get(state.instance) == state;
	}

	/** Whether at most half of the instances are ejected after one more ejection. */
	private boolean isMinority() {
		int ejected = 1;
		for (InstanceState state : this.states.values()) {
			ejected += state.ejected ? 1 : 0;
		}
		return 2 * ejected <= this.states.size();
	}

	private void eject(InstanceState state, long duration) {
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
	 * If every instance is ejected, all are used, because a request to one of them may
	 * succeed.
	 */
	private void choose(long now) {
		List<InstanceState> present = new ArrayList<>(this.states.size());
		long horizon = Long.MAX_VALUE;
		boolean weighted = false;
		for (InstanceState state : this.states.values()) {
			state.warm |= now - state.warmAt >= 0;
			state.ejected &= state.silent || now - state.ejectedUntil < 0;
			state.onTrial &= state.ejected;
			state.credit = 0;
			if (!state.warm) {
				horizon = Math.min(horizon, state.warmAt - now);
			}
			if (!state.ejected) {
				present.add(state);
				weighted |= !state.warm;
			}
			else if (!state.silent) {
				horizon = Math.min(horizon, state.ejectedUntil - now);
			}
		}
		boolean allEjected = present.isEmpty();
		if (allEjected) {
			present.addAll(this.states.values());
		}
		boolean timed = horizon != Long.MAX_VALUE;
		this.choice = new Choice(present.toArray(new InstanceState[0]), allEjected, weighted, timed,
				timed ? now + horizon : 0);
	}

	/** Number of instances that can be picked now. */
	int size() {
		return this.choice.states.length;
	}

	/** Number of listed instances that are ejected. */
	int ejected() {
		Choice current = this.choice;
		int listed = this.published.size();
		return current.allEjected ? listed : Math.max(0, listed - current.states.length);
	}

	/**
	 * The instances to choose from.
	 *
	 * @param states listed instances that are not ejected
	 * @param allEjected whether all listed instances are ejected and used nevertheless
	 * @param weighted whether one of them is in its slow start
	 * @param timed whether time alone changes the choice
	 * @param until when time changes the choice
	 */
	private record Choice(InstanceState[] states, boolean allEjected, boolean weighted, boolean timed, long until) {

		static final Choice NONE = new Choice(new InstanceState[0], false, false, false, 0);

	}

	/**
	 * Why an instance was ejected.
	 */
	enum Reason {

		/** It refused a connection. */
		REFUSED,

		/** It did not answer a request in time. */
		TIMEOUT,

		/** It answered neither requests nor a probe. */
		SILENT,

		/** It announced draining. */
		DRAINING

	}

}
