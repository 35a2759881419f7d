package dev.marea.lab.kubernetes;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of a HorizontalPodAutoscaler. Not safe for use by several threads.
 */
final class Autoscaling {

	private final Map<String, String> conditions = new LinkedHashMap<>();

	private @Nullable Double metric;

	/**
	 * Applies its present state.
	 * @param listener receives each changed condition
	 */
	void update(HorizontalPodAutoscaler hpa, Consumer<String> listener) {
		if (hpa.getStatus() == null) {
			return;
		}
		// Before its first sync, it is null.
		this.metric = Objects.requireNonNullElse(hpa.getStatus().getCurrentMetrics(), List.<MetricStatus>of())
			.stream()
			.map(Autoscaling::value)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		for (HorizontalPodAutoscalerCondition condition : hpa.getStatus().getConditions()) {
			String state = condition.getStatus() + " " + condition.getReason();
			if (!state.equals(this.conditions.put(condition.getType(), state))) {
				listener.accept(describe(condition));
			}
		}
	}

	/** It was deleted and has no status. */
	void forget() {
		this.metric = null;
		this.conditions.clear();
	}

	/** Why it has no metric; absent if it has one, or before its first sync. */
	static @Nullable String inactive(HorizontalPodAutoscaler hpa) {
		return (hpa.getStatus() == null) ? null : hpa.getStatus()
			.getConditions()
			.stream()
			.filter((condition) -> "ScalingActive".equals(condition.getType()) && "False".equals(condition.getStatus()))
			.findFirst()
			.map(HorizontalPodAutoscalerCondition::getMessage)
			.orElse(null);
	}

	private static String describe(HorizontalPodAutoscalerCondition condition) {
		return "%s %s, %s: %s".formatted(condition.getType(), condition.getStatus(), condition.getReason(),
				condition.getMessage());
	}

	/** The first metric that has a value, in the unit of its target. */
	@Nullable Double metric() {
		return this.metric;
	}

	private static @Nullable Double value(MetricStatus metric) {
		MetricValueStatus value = switch (metric.getType()) {
			case "Resource" -> metric.getResource().getCurrent();
			case "ContainerResource" -> metric.getContainerResource().getCurrent();
			case "Pods" -> metric.getPods().getCurrent();
			case "Object" -> metric.getObject().getCurrent();
			case "External" -> metric.getExternal().getCurrent();
			default -> null;
		};
		if (value == null) {
			return null;
		}
		if (value.getAverageUtilization() != null) {
			return value.getAverageUtilization().doubleValue();
		}
		Quantity quantity = (value.getAverageValue() != null) ? value.getAverageValue() : value.getValue();
		return (quantity != null) ? (Double) quantity.getNumericalAmount().doubleValue() : null;
	}

	/** Whether it scales a Deployment. */
	static boolean scales(HorizontalPodAutoscaler hpa, String deployment) {
		return "Deployment".equals(hpa.getSpec().getScaleTargetRef().getKind())
				&& deployment.equals(hpa.getSpec().getScaleTargetRef().getName());
	}

	/** The one of these that scales a Deployment. */
	static @Nullable HorizontalPodAutoscaler of(List<HorizontalPodAutoscaler> all, String deployment) {
		return all.stream().filter((hpa) -> scales(hpa, deployment)).findFirst().orElse(null);
	}

}
