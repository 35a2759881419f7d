package dev.marea.aws.eks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The chart's values on EKS: those of {@code helm/marea/ci/eks-values.yaml}, which say
 * how the shop runs behind a load balancer of AWS, with what the settings and the account
 * say in place of its examples.
 */
final class ChartValues {

	private static final YAMLMapper YAML = new YAMLMapper();

	private static final String ANNOTATION = "alb.ingress.kubernetes.io/";

	private ChartValues() {
	}

	/**
	 * The values.
	 * @param example the values of the chart's own example
	 */
	static ObjectNode of(Path example, Settings settings, Outputs outputs) {
		ObjectNode values = (ObjectNode) YAML.readTree(example);
		values.withObject("/global/image").put("repository", outputs.registry());
		values.withObject("/global/database").put("host", outputs.databaseHost()).put("usernames", true);
		for (Part part : Part.values()) {
			size(values.withObject("/" + part.service()), settings.of(part));
		}
		// The load balancer's subnets are in the network.
		values.withObject("/global/proxies").putPOJO("trusted", List.of(settings.network().cidr()));
		// The stacks have no store for rate limits.
		values.withObject("/global").remove("rateLimit");
		ingress(values.withObject("/gateway-service/ingress"), settings, outputs.certificate());
		return values;
	}

	private static void size(ObjectNode values, Service wanted) {
		String memory = wanted.memory() + "Mi";
		values.withObject("/resources/requests")
			.put("cpu", wanted.millicores())
			.put("memory", memory)
			.put("ephemeral-storage", "64Mi");
		values.withObject("/resources/limits").put("memory", memory).put("ephemeral-storage", "128Mi");
		values.withObject("/autoscaling")
			.put("minReplicas", wanted.min())
			.put("maxReplicas", wanted.max())
			.put("cpu", wanted.cpuPercent());
		// Only there are network policies kept; the pool is of one architecture.
		values.withObject("/nodeSelector").put(NodeManifests.POOL_LABEL, NodeManifests.NAME);
	}

	private static void ingress(ObjectNode ingress, Settings settings, @Nullable String certificate) {
		ObjectNode eks = ingress.withObject("/eks");
		ObjectNode annotations = ingress.withObject("/annotations");
		eks.putPOJO("inboundCIDRs", settings.exposedTo());
		if (certificate != null && settings.domain() != null) {
			ingress.put("host", settings.domain().name());
			eks.putPOJO("certificateARNs", List.of(certificate));
		}
		else {
			eks.putPOJO("certificateARNs", List.of());
			annotations.put(ANNOTATION + "listen-ports", "[{\"HTTP\": 80}]");
			annotations.remove(ANNOTATION + "ssl-redirect");
		}
	}

	static String written(Object document) {
		return YAML.writeValueAsString(document);
	}

	static String written(List<Map<String, Object>> documents) {
		return String.join("", documents.stream().map(YAML::writeValueAsString).toList());
	}

}
