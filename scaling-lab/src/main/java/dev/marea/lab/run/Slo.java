package dev.marea.lab.run;

import java.util.HashSet;
import java.util.Set;

import dev.marea.lab.cli.UsageError;

/**
 * The service level objective.
 *
 * @param p99 what the 99th percentile of latency may be at most, in seconds
 * @param errors what share of the requests may fail at most, 0 to 1
 */
public record Slo(double p99, double errors) {

	/** p99 at most 300 ms, errors at most 0.1 %. */
	public static final Slo DEFAULT = new Slo(0.3, 0.001);

	/**
	 * Reads {@code p99=300ms,errors=0.1%}; either part may be left out and is then the
	 * default's.
	 */
	public static Slo parse(String text) {
		double p99 = DEFAULT.p99;
		double errors = DEFAULT.errors;
		Set<String> given = new HashSet<>();
		for (String part : text.split(",", -1)) {
			String[] pair = part.strip().split("=", 2);
			if (!given.add(pair[0].strip())) {
				throw new UsageError("The SLO '" + text + "' gives " + pair[0].strip() + " twice.");
			}
			switch (pair[0].strip()) {
				case "p99" -> p99 = Quantities.seconds(value(pair, text), "p99 of the SLO");
				case "errors" -> errors = Quantities.share(value(pair, text), "errors of the SLO");
				default -> throw new UsageError(
						"The SLO '" + text + "' is not understood; it reads like p99=300ms,errors=0.1%.");
			}
		}
		if (p99 <= 0) {
			throw new UsageError("The SLO '" + text + "' cannot be held: p99 must be above 0.");
		}
		return new Slo(p99, errors);
	}

	private static String value(String[] pair, String text) {
		if (pair.length < 2) {
			throw new UsageError("The SLO '" + text + "' gives " + pair[0] + " no value.");
		}
		return pair[1].strip();
	}

	/**
	 * Whether these figures are within the objective; without a latency only errors
	 * count.
	 */
	public boolean holds(double p99, double errorRate) {
		return p99 <= this.p99 && errorRate <= this.errors;
	}

	/** Whether a second is outside the objective; one without requests is not. */
	public boolean violatedBy(Second second) {
		return second.done() > 0
				&& ((second.p99() != null && second.p99() > this.p99) || second.errors() > this.errors * second.done());
	}

	@Override
	public String toString() {
		return "p99=" + Quantities.format(this.p99 * 1000) + "ms,errors=" + Quantities.format(this.errors * 100) + "%";
	}

}
