package dev.marea.e2e.cluster;

import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The allowed connections. An attacker's pod has curl; if it acts as a service, it has
 * exactly that service's labels.
 */
@RequiresCluster
@Execution(ExecutionMode.CONCURRENT)
class NetworkPolicyIT {

	private static Release release;

	/** The API server's address, which is its node's. */
	private static String apiServer;

	@BeforeAll
	static void install() {
		release = Release.installSmall("marea-network", Release.WITHOUT_VOLUME);
		apiServer = release.kubectl("get", "endpointslices", "kubernetes", "--namespace", "default", "--output",
				"jsonpath={.endpoints[0].addresses[0]}");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "gateway-service,catalog-service:8081", "gateway-service,order-service:8082",
			"order-service,catalog-service:8081", "order-service,catalog-service-candidates:9081",
			"order-service,postgresql:5432", "catalog-service,postgresql:5432" })
	void a_service_reaches_what_it_needs(String service, String target) {
		assertThat(reaches(service, target)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "gateway-service,postgresql:5432", "catalog-service,order-service:8082",
			"catalog-service,gateway-service:80", "order-service,gateway-service:80", "nobody,catalog-service:8081",
			"nobody,order-service:8082", "nobody,postgresql:5432", "nobody,catalog-service:9081",
			"gateway-service,catalog-service:9081" })
	void a_service_reaches_nothing_else(String service, String target) {
		assertThat(reaches(service, target)).isFalse();
	}

	/**
	 * The API server and a node's kubelet stand for the outside: both listen on every
	 * cluster, and no service needs them. Only the gateway may watch EndpointSlices. The
	 * test connects from another node, because some networks cannot block a pod from its
	 * own node.
	 */
	@ParameterizedTest
	@CsvSource({ "catalog-service,6443", "order-service,6443", "postgresql,6443", "gateway-service,10250",
			"catalog-service,10250", "order-service,10250" })
	void a_service_reaches_nothing_outside_the_shop(String service, int port) {
		assertThat(connects(service, apiServer + ":" + port, otherNode())).isFalse();
	}

	@Test
	void the_gateway_reaches_the_API_server() {
		assertThat(connects("gateway-service", apiServer + ":6443", otherNode())).isTrue();
	}

	private static String otherNode() {
		return release.kubectl("get", "nodes", "--output",
				"jsonpath={range .items[*]}{.metadata.name} {.status.addresses[?(@.type==\"InternalIP\")].address}{\"\\n\"}{end}")
			.lines()
			.filter((node) -> !node.endsWith(" " + apiServer))
			.map((node) -> node.replaceFirst(" .*", ""))
			.findFirst()
			.orElseThrow(() -> new TestAbortedException("This needs a node beside the API server's."));
	}

	@Test
	void everyone_reaches_the_gateway() {
		assertThat(reaches("nobody", "gateway-service:80")).isTrue();
	}

	/**
	 * Whether a connection can be opened. A new pod is unprotected for a moment, until
	 * the network knows it. It is never ready, so it gets no requests.
	 */
	private static boolean reaches(String service, String target) {
		return connects(service, Release.NAME + "-" + target, "");
	}

	private static boolean connects(String service, String target, String node) {
		String pod = "attacker-" + UUID.randomUUID().toString().substring(0, 8);
		String labels = service.equals("nobody") ? "app=nobody"
				: "app.kubernetes.io/name=%s,app.kubernetes.io/instance=%s".formatted(service, Release.NAME);
		String overrides = """
				{"spec": {"nodeName": "%s", "automountServiceAccountToken": false, "readinessGates": [{"conditionType": "marea.dev/never"}],
				"securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
				"containers": [{"name": "%s", "image": "%s",
				"command": ["sh", "-c", "sleep 3; curl -s -o /dev/null --connect-timeout 4 -m 6 -w connected=%%{time_connect} http://%s/; true"],
				"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}
				"""
			.formatted(node, pod, Release.CURL, target);
		String output = release.runOnce(pod, overrides, "--labels", labels);
		assertThat(output).contains("connected=");
		return !output.contains("connected=0.000000");
	}

}
