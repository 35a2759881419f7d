package dev.marea.aws.eks;

import java.util.List;
import java.util.Map;

import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.settings.Settings;

/**
 * What the cluster must have before the chart: the namespace, enforced network policies,
 * and the pool that the shop's nodes come from.
 */
final class NodeManifests {

	static final String NAME = "marea";

	static final String POOL_LABEL = "marea.dev/pool";

	private NodeManifests() {
	}

	static List<Map<String, Object>> of(Settings settings, Outputs outputs) {
		return List.of(namespace(), networkPolicies(), nodeClass(settings, outputs), nodePool(settings));
	}

	private static Map<String, Object> namespace() {
		return Map.of("apiVersion", "v1", "kind", "Namespace", "metadata",
				Map.of("name", EksStack.NAMESPACE, "labels", Map.of("pod-security.kubernetes.io/enforce", "restricted",
						// A pod is ready only when the load balancer has it.
						"eks.amazonaws.com/pod-readiness-gate-inject", "enabled")));
	}

	/** Without this, policies are taken and not kept. */
	private static Map<String, Object> networkPolicies() {
		return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata",
				Map.of("name", "amazon-vpc-cni", "namespace", "kube-system"), "data",
				Map.of("enable-network-policy-controller", "true"));
	}

	private static Map<String, Object> nodeClass(Settings settings, Outputs outputs) {
		return Map.of("apiVersion", "eks.amazonaws.com/v1", "kind", "NodeClass", "metadata", Map.of("name", NAME),
				"spec",
				Map.of("role", outputs.nodeRole(), "subnetSelectorTerms",
						List.of(Map.of("tags", Map.of(NetworkStack.NODES_TAG, settings.name()))),
						"securityGroupSelectorTerms", List.of(Map.of("id", outputs.nodeSecurityGroup())),
						"networkPolicy", "DefaultAllow", "networkPolicyEventLogs", "Enabled", "ephemeralStorage",
						Map.of("size", "40Gi"), "tags", Map.of("project", settings.name(), "owner", settings.owner())));
	}

	private static Map<String, Object> nodePool(Settings settings) {
		Map<String, Object> node = Map.of("metadata", Map.of("labels", Map.of(POOL_LABEL, NAME)), "spec",
				Map.of("nodeClassRef", Map.of("group", "eks.amazonaws.com", "kind", "NodeClass", "name", NAME),
						"expireAfter", "336h", "terminationGracePeriod", "10m", "requirements",
						List.of(in("kubernetes.io/arch", settings.architecture().label()),
								in("karpenter.sh/capacity-type",
										settings.eks().spot() ? List.of("spot", "on-demand") : List.of("on-demand")),
								in("eks.amazonaws.com/instance-category", "c", "m", "r"),
								Map.of("key", "eks.amazonaws.com/instance-generation", "operator", "Gt", "values",
										List.of("4")),
								in("topology.kubernetes.io/zone", settings.zones()))));
		return Map.of("apiVersion", "karpenter.sh/v1", "kind", "NodePool", "metadata", Map.of("name", NAME), "spec",
				Map.of("template", node, "limits", Map.of("cpu", String.valueOf(settings.eks().maxCores())),
						"disruption", Map.of("consolidationPolicy", "WhenEmptyOrUnderutilized", "consolidateAfter",
								"5m", "budgets", List.of(Map.of("nodes", "1")))));
	}

	private static Map<String, Object> in(String key, String... values) {
		return in(key, List.of(values));
	}

	private static Map<String, Object> in(String key, List<String> values) {
		return Map.of("key", key, "operator", "In", "values", values);
	}

}
