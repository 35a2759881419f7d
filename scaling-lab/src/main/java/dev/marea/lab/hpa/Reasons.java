package dev.marea.lab.hpa;

import dev.marea.lab.run.Quantities;

/** Decisions in words. */
final class Reasons {

	private Reasons() {
	}

	/** {@code http_requests_per_second 78 over target 40: 4 wanted}. */
	static String of(Proposal proposal, int wanted) {
		Metric metric = proposal.metric();
		int order = Double.compare(proposal.current(), metric.targetValue());
		String unit = metric.kind().utilization() ? " %" : "";
		return "%s %s%s %s target %s%s: %d wanted".formatted(metric.label(), Quantities.format(proposal.current()),
				unit, (order > 0) ? "over" : (order < 0) ? "under" : "at", Quantities.format(metric.targetValue()),
				unit, wanted);
	}

}
