package dev.marea.aws.ecs;

import java.util.Map;

import dev.marea.aws.operations.Alarms;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.HttpCodeTarget;

/**
 * What somebody should know: users have errors or wait, instances are missing, or there
 * can be no more of them.
 */
final class EcsAlarms {

	private static final String NAMESPACE = "ECS/ContainerInsights";

	/** Part of all the CPU that a service may ever have. */
	private static final double NEARLY_ALL = 0.9;

	private EcsAlarms() {
	}

	static void watch(EcsStack stack, Alarms alarms, Edge edge) {
		Settings settings = stack.settings();
		for (Part part : Part.values()) {
			Service wanted = settings.of(part);
			Map<String, String> dimensions = Map.of("ClusterName", stack.clusterName(), "ServiceName", part.service());
			alarms.below(part.id() + "TooFew", "%s has fewer than %d tasks".formatted(part.service(), wanted.min()),
					Alarms.metric(NAMESPACE, "RunningTaskCount", "Minimum", dimensions), wanted.min(), 5);
			alarms.at(part.id() + "AtMost",
					"%s has wanted all %d tasks for a quarter of an hour: it can grow no more".formatted(part.service(),
							wanted.max()),
					Alarms.metric(NAMESPACE, "DesiredTaskCount", "Maximum", dimensions), wanted.max(), 15);
			alarms.above(part.id() + "CpuSpent",
					"%s uses nearly all the CPU that %d tasks of %d units have".formatted(part.service(), wanted.max(),
							wanted.cpu()),
					Alarms.metric(NAMESPACE, "CpuUtilized", "Sum", dimensions),
					NEARLY_ALL * wanted.max() * wanted.cpu(), 5);
		}
		alarms.above("Errors", "The gateway answers with errors (5xx)",
				edge.targetGroup().getMetrics().httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, minute("Sum")), 5, 3);
		alarms.above("Slow", "The slowest of a hundred requests take longer than %d ms".formatted(settings.p99Millis()),
				edge.targetGroup().getMetrics().targetResponseTime(minute("p99")), settings.p99Millis() / 1000.0, 5);
		alarms.above("Unhealthy", "The load balancer finds gateways that do not answer", unhealthy(edge), 0, 5);
	}

	private static IMetric unhealthy(Edge edge) {
		return edge.targetGroup().getMetrics().unhealthyHostCount(minute("Maximum"));
	}

	private static MetricOptions minute(String statistic) {
		return MetricOptions.builder().statistic(statistic).period(Duration.minutes(1)).build();
	}

}
