package dev.marea.aws.cost;

import java.util.function.Consumer;

import dev.marea.aws.Templates;
import dev.marea.aws.cost.MonthlyCost.Place;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MonthlyCostTests {

	@Test
	void counts_what_runs_all_the_time() {
		MonthlyCost cost = cost(Place.ECS, (settings) -> {
		});
		// 6 tasks of half a core and 1 GiB: 730 h × (3 × 0.0405 + 6 × 0.0044).
		assertThat(line(cost, "tasks on Fargate")).isCloseTo(108, within(1.0));
		// 4 endpoints × 2 zones × 730 h × 0.01.
		assertThat(line(cost, "endpoints")).isCloseTo(58.4, within(0.1));
		// 730 h × (0.0225 + 0.008 + 2 zones × 0.005).
		assertThat(line(cost, "load balancer")).isCloseTo(29.6, within(0.1));
		assertThat(cost.costClass()).isEqualTo("$100 to $250 a month");
	}

	@Test
	void knows_what_costs_more_and_what_costs_less() {
		double normal = cost(Place.ECS, (settings) -> {
		}).total();
		assertThat(cost(Place.ECS, (settings) -> settings.withObject("/database").put("standby", true)).total())
			.isGreaterThan(normal);
		assertThat(cost(Place.ECS, (settings) -> settings.put("architecture", "arm64")).total()).isLessThan(normal);
		assertThat(cost(Place.ECS,
				(settings) -> settings.putArray("zones").add("eu-west-1a").add("eu-west-1b").add("eu-west-1c"))
			.total()).isGreaterThan(normal);
		assertThat(cost(Place.EKS, (settings) -> {
		}).total()).isGreaterThan(normal);
	}

	private static MonthlyCost cost(Place place, Consumer<ObjectNode> change) {
		return MonthlyCost.of(Templates.settings(change), place);
	}

	private static double line(MonthlyCost cost, String what) {
		return cost.lines().stream().filter((line) -> line.what().contains(what)).findFirst().orElseThrow().dollars();
	}

}
