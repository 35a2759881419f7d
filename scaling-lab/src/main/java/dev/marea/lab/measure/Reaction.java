package dev.marea.lab.measure;

import java.util.ArrayList;
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

	/** From {@code t} on, so many instances are wanted. */
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
	 * Decisions tell the moment; where nobody recorded any, the seconds tell it to a
	 * second.
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
	 * Seconds until desired rises; 0 when enough are wanted already; absent when it does
	 * not.
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

	/** Seconds until the SLO holds again; absent when it was never broken or stays so. */
	@Nullable Double recover(Overload overload, int before) {
		int broken = overload.start();
		while (broken < before && !violates(this.seconds.get(broken))) {
			broken++;
		}
		if (broken == before) {
			return null;
		}
		for (int back = broken + 1; back + Overload.HOLD <= this.seconds.size(); back++) {
			if (this.seconds.get(back).done() > 0
					&& this.seconds.subList(back, back + Overload.HOLD).stream().noneMatch(this::violates)) {
				return (double) (back - overload.start());
			}
		}
		return null;
	}

	/** Whether a second is outside the SLO; one without requests is not. */
	boolean violates(Second second) {
		return second.done() > 0 && ((second.p99() != null && second.p99() > this.slo.p99())
				|| second.errors() > this.slo.errors() * second.done());
	}

}
