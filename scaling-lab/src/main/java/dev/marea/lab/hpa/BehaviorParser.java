package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;
import org.jspecify.annotations.Nullable;

/**
 * Parses {@code spec.behavior}, each direction with the API server's defaults. As in
 * {@code pkg/apis/autoscaling/v2/defaults.go}, any behavior gets both directions; only
 * the window of scale-down is left to the controller.
 */
final class BehaviorParser {

	private static final int LONGEST_WINDOW = 3600;

	private static final int LONGEST_PERIOD = 1800;

	private static final Rules SCALE_UP = new Rules(0, Select.MAX,
			List.of(new Policy(Type.PODS, 4, 15), new Policy(Type.PERCENT, 100, 15)), null);

	private static final Rules SCALE_DOWN = new Rules(null, Select.MAX, List.of(new Policy(Type.PERCENT, 100, 15)),
			null);

	/** What any behavior gets that says nothing else. */
	static final Behavior DEFAULT = new Behavior(SCALE_UP, SCALE_DOWN);

	private BehaviorParser() {
	}

	static Behavior parse(Field behavior) {
		behavior.object("scaleUp", "scaleDown");
		return new Behavior(rules(behavior.get("scaleUp"), SCALE_UP), rules(behavior.get("scaleDown"), SCALE_DOWN));
	}

	private static Rules rules(@Nullable Field rules, Rules defaults) {
		if (rules == null) {
			return defaults;
		}
		rules.object("stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance");
		Field window = rules.get("stabilizationWindowSeconds");
		Field select = rules.get("selectPolicy");
		Field policies = rules.get("policies");
		Field tolerance = rules.get("tolerance");
		// Not in a conditional expression: that would unbox an absent window.
		Integer seconds = defaults.stabilizationWindowSeconds();
		if (window != null) {
			seconds = window.integer(0, LONGEST_WINDOW);
		}
		return new Rules(seconds, (select != null) ? select.choice(Select.class) : defaults.selectPolicy(),
				(policies != null) ? policies(policies) : defaults.policies(),
				(tolerance != null) ? tolerance(tolerance) : null);
	}

	private static List<Policy> policies(Field field) {
		List<Policy> policies = new ArrayList<>();
		for (Field policy : field.items()) {
			policy.object("type", "value", "periodSeconds");
			policies.add(new Policy(policy.require("type").choice(Type.class),
					policy.require("value").integer(1, Integer.MAX_VALUE),
					policy.require("periodSeconds").integer(1, LONGEST_PERIOD)));
		}
		if (field.node().isArray() && policies.isEmpty()) {
			field.fault("must hold at least one policy");
		}
		return policies;
	}

	private static double tolerance(Field field) {
		Quantity quantity = field.quantity();
		if (quantity == null) {
			return 0;
		}
		if (quantity.value().signum() < 0) {
			field.fault("must not be below zero");
		}
		return quantity.approximate();
	}

}
