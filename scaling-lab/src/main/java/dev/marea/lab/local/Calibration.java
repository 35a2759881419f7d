package dev.marea.lab.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.fleet.LocalFleet;
import dev.marea.lab.fleet.StartCost;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.load.Capacity;
import dev.marea.lab.load.Load;
import dev.marea.lab.machine.Machine;
import dev.marea.lab.machine.MachineMeter;
import dev.marea.lab.observe.Observer;

/** Measures what one instance serves on this machine, and what that costs. */
final class Calibration {

	/** More than one instance serves at once, so that it always has something to do. */
	private static final int VISITORS = 12;

	private static final int TURNS = 8;

	/** Cold JVMs get faster from turn to turn; this is no longer faster. */
	private static final double STEADY = 1.03;

	/** Where the operating system tells no CPU times: a slow machine's. */
	private static final double START_CPU = 3;

	private static final double REQUEST_CPU = 0.004;

	private final LocalFleet fleet;

	private final Load load;

	private final Duration turn;

	private final MachineMeter machine;

	private boolean starved;

	/**
	 * @param load its setup must have been done; one instance serves it
	 * @param turn how long it measures at a time
	 */
	Calibration(LocalFleet fleet, Observer observer, Load load, Duration turn) {
		this.fleet = fleet;
		this.machine = new MachineMeter(observer::processes);
		this.load = load;
		this.turn = turn;
	}

	/**
	 * Requests per second, measured in turns until one is hardly faster than the best.
	 * @throws Failure when no request succeeds in any turn
	 */
	double capacity() {
		double best = 0;
		for (int turn = 0; turn < TURNS; turn++) {
			Machine.Reading before = this.machine.read();
			double now = turn().perSecond();
			boolean steady = best > 0 && now <= best * STEADY;
			if (now > best) {
				best = now;
				this.starved = this.machine.read().since(before).starved();
			}
			if (steady) {
				break;
			}
		}
		if (best == 0) {
			throw new Failure("not one request succeeded; the fleet's logs say why.");
		}
		return best;
	}

	/**
	 * Whether the fleet lacked CPU also when it served the most of the last measuring.
	 */
	boolean starved() {
		return this.starved;
	}

	private Capacity turn() {
		return this.load.capacity(VISITORS, Duration.ZERO, this.turn);
	}

	/** The capacity, and what requests and a start of the service cost. */
	Costs costs(String service) {
		double capacity = capacity();
		Machine.Reading before = this.machine.read();
		Capacity turn = turn();
		Machine.Reading after = this.machine.read();
		double own = after.cpuSecondsSince(before);
		double others = after.busySecondsSince(before).map((busy) -> Math.max(0, busy - own)).orElse(0.0)
				/ after.secondsSince(before);
		long requests = turn.completed() + turn.failed();
		StartCost start = this.fleet.startCost(service)
			.orElseThrow(() -> new IllegalStateException("no instance of " + service + " is ready"));
		Double startCpu = start.cpuSeconds();
		return new Costs(Runtime.getRuntime().availableProcessors(), others,
				(own > 0 && requests > 0) ? own / requests : REQUEST_CPU, capacity, start.seconds(),
				(startCpu != null && startCpu > 0) ? startCpu : START_CPU);
	}

	/**
	 * The HPA with a target that is a share of the capacity, if it scales by a rate.
	 * @param share 0 to 1
	 */
	static Hpa fit(Hpa hpa, double perSecond, double share) {
		Metric metric = hpa.metrics().getFirst();
		if (metric.kind() != Metric.Kind.PODS_AVERAGE) {
			return hpa;
		}
		List<Metric> metrics = new ArrayList<>(hpa.metrics());
		metrics.set(0, metric.withTarget(Math.max(1, Math.round(perSecond * share)) * 1000));
		return new Hpa(hpa.name(), hpa.target(), hpa.minReplicas(), hpa.maxReplicas(), metrics, hpa.behavior());
	}

	static double target(Hpa hpa) {
		return hpa.metrics().getFirst().targetValue();
	}

	static String note(double perSecond, Hpa hpa) {
		return String.format(Locale.ROOT,
				"One instance was measured to serve %.1f requests/s; the HPA's target, set for this machine, is %.0f, "
						+ "%.0f %% of that.",
				perSecond, target(hpa), 100 * target(hpa) / perSecond);
	}

}
