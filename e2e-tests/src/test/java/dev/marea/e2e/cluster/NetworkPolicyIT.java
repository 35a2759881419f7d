package dev.marea.e2e.cluster;

import java.util.List;
import java.util.UUID;

import dev.marea.e2e.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may reach whom. An attacker's pod has curl and, where it plays a service, exactly
 * that service's labels.
 */
@RequiresCluster
@Execution(ExecutionMode.CONCURRENT)
class NetworkPolicyIT {

	private static final String NAMESPACE = "marea-network";

	private static Release release;

	@BeforeAll
	static void install() {
		release = Release.install(NAMESPACE);
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
	 * cluster, and are nobody's business here. The gateway alone may watch
	 * EndpointSlices.
	 */
	@ParameterizedTest
	@CsvSource({ "catalog-service,kubernetes.default.svc:443", "order-service,kubernetes.default.svc:443",
			"postgresql,kubernetes.default.svc:443", "gateway-service,kubelet:10250", "catalog-service,kubelet:10250",
			"order-service,kubelet:10250" })
	void a_service_reaches_nothing_outside_the_shop(String service, String target) {
		assertThat(connects(service, target.replace("kubelet", node()))).isFalse();
	}

	@Test
	void the_gateway_reaches_the_API_server() {
		assertThat(connects("gateway-service", "kubernetes.default.svc:443")).isTrue();
	}

	/** Of two nodes the other one: some networks let nobody be kept from his own. */
	private static String node() {
		String addresses = release.kubectl("get", "nodes", "--output",
				"jsonpath={.items[*].status.addresses[?(@.type==\"InternalIP\")].address}");
		String[] all = addresses.split(" ");
		return all[all.length - 1];
	}

	@Test
	void everyone_reaches_the_gateway() {
		assertThat(reaches("nobody", "gateway-service:80")).isTrue();
	}

	/**
	 * Whether a connection comes about, whatever is said over it. A new pod is open for a
	 * moment, until the network knows it; and never ready, so that nobody is sent to it.
	 */
	private static boolean reaches(String service, String target) {
		return connects(service, Release.NAME + "-" + target);
	}

	private static boolean connects(String service, String target) {
		String pod = "attacker-" + UUID.randomUUID().toString().substring(0, 8);
		String labels = service.equals("nobody") ? "app=nobody"
				: "app.kubernetes.io/name=%s,app.kubernetes.io/instance=%s".formatted(service, Release.NAME);
		String overrides = """
				{"spec": {"automountServiceAccountToken": false, "readinessGates": [{"conditionType": "marea.dev/never"}],
				"securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
				"containers": [{"name": "%s", "image": "%s",
				"command": ["sh", "-c", "sleep 3; curl -s -o /dev/null --connect-timeout 4 -m 6 -w connected=%%{time_connect} http://%s/; true"],
				"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}
				"""
			.formatted(pod, Release.CURL, target);
		String output = Command
			.run(List.of("kubectl", "--namespace", NAMESPACE, "run", pod, "--rm", "--attach", "--quiet", "--restart",
					"Never", "--labels", labels, "--image", Release.CURL, "--overrides", overrides));
		assertThat(output).contains("connected=");
		return !output.contains("connected=0.000000");
	}

}
