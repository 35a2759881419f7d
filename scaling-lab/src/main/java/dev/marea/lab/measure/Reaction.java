package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import org.jspecify.annotations.Nullable;

/**
 * How the autoscaler and the service react to overload: {@code detect}, {@code recover}
 * and the SLO.
 */
final class Reaction {

	/**
	 * Seconds without a violation after which the next violation no longer belongs to a
	 * past overload. These are two syncs of Kubernetes' autoscaler, 15 s each: effects of
	 * its last decision show sooner.
	 */
	static final int CALM = 30;

	/** The SLO did not hold again while there was load. */
	static final double UNRECOVERED = Double.POSITIVE_INFINITY;

	/** The desired number of instances from {@code t} on. */
	private record Desired(double t, int instances) {

	}

	private final List<Second> seconds;

	private final Slo slo;

	private final List<Desired> desired;

	Reaction(Run run) {
		this.seconds = run.seconds();
		this.slo = run.info().slo();
		this.desired = desired(run);
	}

	/**
	 * Decisions have the exact moment. Without recorded decisions, the moment is known to
	 * a second.
	 */
	private static List<Desired> desired(Run run) {
		List<Desired> desired = new ArrayList<>();
		for (Event event : run.events()) {
			if (event.is(Event.DECISION) && event.desired() != null && Lives.concerns(event, run.info().service())) {
				desired.add(new Desired(event.t(), event.desired()));
			}
		}
		if (desired.isEmpty()) {
			for (Second second : run.seconds()) {
				if (second.desired() != null) {
					desired.add(new Desired(second.t() + 1, second.desired()));
				}
			}
		}
		return desired;
	}

	/**
	 * Seconds until desired rises; 0 if it was high enough already; absent if it does not
	 * rise.
	 */
	@Nullable Double detect(Overload overload) {
		Second first = this.seconds.get(overload.start());
		int wanted = Objects.requireNonNullElse(this.seconds.getFirst().ready(), 0);
		// Ready instances are counted at a second's end.
		double end = (overload.end() < this.seconds.size()) ? overload.end() + 1 : Double.POSITIVE_INFINITY;
		for (Desired change : this.desired) {
			if (change.t() > end) {
				break;
			}
			if (change.t() > overload.start() && change.instances() > wanted) {
				return (first.need() != null && wanted >= first.need()) ? Double.valueOf(0)
						: Double.valueOf(change.t() - overload.start());
			}
			if (change.t() <= overload.start()) {
				wanted = change.instances();
			}
			else {
				wanted = Math.min(wanted, change.instances());
			}
		}
		return (first.need() != null && !this.desired.isEmpty() && wanted >= first.need()) ? Double.valueOf(0) : null;
	}

	/**
	 * Seconds from each overload's begin to the end of its last SLO violation. Absent
	 * without a violation; {@link #UNRECOVERED} if the SLO did not hold again while there
	 * was load.
	 */
	List<@Nullable Double> recoveries(List<Overload> overloads) {
		@Nullable Double[] recoveries = new @Nullable Double[overloads.size()];
		int next = this.seconds.size();
		// The end of the next overload's violations; absent if it has none.
		Double following = null;
		for (int i = overloads.size() - 1; i >= 0; i--) {
			Overload overload = overloads.get(i);
			int last = lastViolation(overload, next);
			Double end = null;
			if (last >= 0) {
				end = (Double) (double) (last + 1);
				if (!holdsAfter(last)) {
					end = (following != null) ? following : (Double) UNRECOVERED;
				}
				recoveries[i] = end - overload.start();
			}
			following = end;
			next = overload.start();
		}
		return Arrays.asList(recoveries);
	}

	/**
	 * The last violation that belongs to an overload, -1 if none does. A violation
	 * belongs to it if it lies in it, or less than {@link #CALM} seconds after the last
	 * violation that belongs.
	 * @param before the next overload's first second
	 */
	private int lastViolation(Overload overload, int before) {
		int last = -1;
		for (int t = overload.start(); t < Math.min(before, Math.max(overload.end(), last + 1) + CALM); t++) {
			if (violates(this.seconds.get(t))) {
				last = t;
			}
		}
		return last;
	}

	/**
	 * Whether the SLO holds after a violation: for {@link Overload#HOLD} seconds with
	 * requests, or {@link #CALM} seconds with fewer.
	 */
	private boolean holdsAfter(int violation) {
		int held = 0;
		for (int t = violation + 1; t < this.seconds.size() && held < Overload.HOLD; t++) {
			if (violates(this.seconds.get(t))) {
				return false;
			}
			held += (this.seconds.get(t).done() > 0) ? 1 : 0;
			if (t == violation + CALM) {
				return held > 0;
			}
		}
		return held == Overload.HOLD;
	}

	boolean violates(Second second) {
		return this.slo.violatedBy(second);
	}

}
