package dev.marea.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks before the start that some request fills every pool that a request draws from.
 */
record ScenarioCheck(List<RequestPlan> setup, List<RequestPlan> requests) {

	/** The first complaint. */
	Optional<String> run() {
		List<Capture> captured = new ArrayList<>();
		for (RequestPlan plan : this.setup) {
			Optional<String> complaint = check(plan, captured);
			if (complaint.isPresent()) {
				return complaint;
			}
			captured.addAll(plan.captures());
		}
		this.requests.forEach((plan) -> captured.addAll(plan.captures()));
		return this.requests.stream().flatMap((plan) -> check(plan, captured).stream()).findFirst();
	}

	private static Optional<String> check(RequestPlan plan, List<Capture> captured) {
		Map<String, String> pools = plan.pools();
		for (Map.Entry<String, String> draw : pools.entrySet()) {
			if (captured.stream().noneMatch((capture) -> capture.pool().equals(draw.getValue()))) {
				return Optional
					.of("'" + plan.name() + "' draws from '" + draw.getValue() + "', which nothing is captured into");
			}
		}
		for (Value.Field field : plan.templates().flatMap((template) -> template.fields().stream()).toList()) {
			String pool = pools.get(field.entry());
			if (pool == null) {
				return Optional.of("'" + plan.name() + "' has " + field + ", but neither use nor take names a '"
						+ field.entry() + "'");
			}
			if (captured.stream().anyMatch((capture) -> capture.pool().equals(pool) && !capture.has(field.field()))) {
				return Optional.of("'" + plan.name() + "' has " + field + ", but entries of '" + pool
						+ "' have no field '" + field.field() + "'");
			}
		}
		return Optional.empty();
	}

}
