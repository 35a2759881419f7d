package dev.marea.lab.measure;

import java.util.BitSet;
import java.util.List;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * Whether need holds. It is calculated from the capacity of an instance as it was
 * measured once. Where instances are saturated and serve much less, something else is
 * short, such as the machine's CPU.
 * <p>
 * The service is saturated over 5 s, by the demand on all ready instances, so that random
 * arrivals average out. {@link Starvation} asks whether one instance was full at the
 * moment when it refused a request.
 */
final class NeedCheck {

	/**
	 * Seconds over which demand and service are summed up: longer than a pause of the
	 * JVM, and 100 random arrivals a second differ from their mean by 5 % there.
	 */
	static final int WINDOW = 5;

	/** Saturated instances serve at least this share of their capacity. */
	static final double LEAST = 0.8;

	/** Share of 503 among the answers from which on instances refuse. */
	static final double REFUSED = 0.1;

	private final List<Second> seconds;

	/** The first second that the summary covers. */
	private final int first;

	private final @Nullable Double capacity;

	private final Shares shares;

	/**
	 * Without answers to the lab's load, the instances' counters tell what was served.
	 */
	private final boolean own;

	NeedCheck(Run run, Shares shares) {
		this.seconds = run.seconds();
		this.first = (int) Math.ceil(run.info().summaryFrom());
		this.capacity = run.info().capacity();
		this.shares = shares;
		this.own = this.seconds.stream().anyMatch((second) -> second.done() > 0);
	}

	/** Absent when need holds throughout or is not known. */
	Summary.@Nullable NeedInvalid invalid() {
		if (this.capacity == null) {
			return null;
		}
		BitSet starved = new BitSet();
		for (int begin = this.first; begin + WINDOW <= this.seconds.size(); begin++) {
			if (starved(begin, this.capacity)) {
				starved.set(begin, begin + WINDOW);
			}
		}
		double served = starved.stream().mapToDouble((t) -> served(this.seconds.get(t))).sum();
		double able = starved.stream().mapToDouble(this::settled).sum() * this.capacity;
		return starved.isEmpty() ? null : new Summary.NeedInvalid(starved.cardinality(), served / able);
	}

	/**
	 * Whether the ready instances were saturated in each second of a window, and those
	 * past slow start served too little in it.
	 */
	private boolean starved(int begin, double capacity) {
		double demand = inFlight(begin - 1);
		double served = 0;
		double able = 0;
		int settled = 0;
		for (int t = begin; t < begin + WINDOW; t++) {
			Second second = this.seconds.get(t);
			if (second.offered() == null || second.ready() == null || settled(t) == 0 || idle(second)) {
				return false;
			}
			double most = second.ready() * capacity;
			double asked = refuses(second) ? Math.max(second.offered(), most) : second.offered();
			if (asked + inFlight(t - 1) < most) {
				return false;
			}
			demand += asked;
			served += served(second);
			able += most;
			settled += settled(t);
		}
		// Requests that are always in flight, as answers take a while, are no backlog:
		// they count once in a window.
		return demand >= able && served < LEAST * settled * capacity;
	}

	/** Where instances are not told apart, all that are ready count as settled. */
	private int settled(int t) {
		Integer ready = this.seconds.get(t).ready();
		return (this.seconds.get(t).instances().isEmpty() && ready != null) ? ready : this.shares.settled(t);
	}

	private double served(Second second) {
		return this.own ? second.done() - second.errors()
				: second.instances().values().stream().mapToInt(InstanceSecond::load).sum();
	}

	/** Requests that the instances had in flight at a second's end, as far as known. */
	private double inFlight(int t) {
		return (t < 0) ? 0
				: this.seconds.get(t)
					.instances()
					.values()
					.stream()
					.mapToInt((instance) -> (instance.inFlight() != null) ? instance.inFlight() : 0)
					.sum();
	}

	/**
	 * Whether instances that are busy, as far as known, refuse requests: they are
	 * saturated whatever the rate is.
	 */
	private static boolean refuses(Second second) {
		boolean busy = !second.instances().isEmpty() && second.instances()
			.values()
			.stream()
			.allMatch((instance) -> !instance.ready() || (instance.inFlight() != null && instance.inFlight() > 0));
		return busy && second.statuses().getOrDefault("503", 0) >= REFUSED * Math.max(1, second.done());
	}

	/** Whether a ready instance has nothing to do at the end of a second. */
	private static boolean idle(Second second) {
		return second.instances()
			.values()
			.stream()
			.anyMatch((instance) -> instance.ready() && instance.inFlight() != null && instance.inFlight() == 0);
	}

}
