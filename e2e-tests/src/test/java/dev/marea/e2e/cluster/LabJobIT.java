package dev.marea.e2e.cluster;

import java.util.List;

import dev.marea.e2e.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lab as a Job of the chart: it watches with a Role that may only read, and its run
 * outlives it on a volume.
 */
@RequiresCluster
class LabJobIT {

	private static final String LAB = Release.NAME + "-scaling-lab";

	private static Release release;

	@BeforeAll
	static void install() {
		release = Release.installSmall("marea-lab", "lab.enabled=true",
				"lab.args={run,--on=kubernetes,--namespace=marea-lab,--deployment=marea-catalog-service,--url=http://marea-gateway-service,"
						+ "--allow-remote=marea-gateway-service,--scenario=shop,--await=5m,--shape=constant:rate=3/s\\,for=20s,--out=/runs/1}");
	}

	@AfterAll
	static void remove() {
		if (release != null) {
			release.close();
		}
	}

	@Test
	void runs_beside_the_shop_and_keeps_its_run_on_a_volume() {
		release.kubectl("wait", "--for=condition=complete", "job/" + LAB + "-1", "--timeout=3m");
		JsonNode summary = new JsonMapper().readTree(read("/runs/1/summary.json"));
		assertThat(summary.get("requests").asInt()).isEqualTo(60);
		// Other tests install their releases at the same time, so cold instances get
		// little CPU and refuse some requests. The lab reached the shop.
		assertThat(summary.get("dropped").asInt()).as(() -> release.kubectl("logs", "job/" + LAB + "-1"))
			.isLessThan(60);
		assertThat(summary.at("/ready/peak").asInt()).isEqualTo(1);
		assertThat(read("/runs/1/report.html")).contains("</html>");
	}

	@Test
	void may_read_and_nothing_else() {
		assertThat(may("list", "", "pods")).isTrue();
		assertThat(may("watch", "apps", "deployments")).isTrue();
		assertThat(may("get", "", "secrets")).isFalse();
		assertThat(may("delete", "", "pods")).isFalse();
		assertThat(may("patch", "apps", "deployments")).isFalse();
	}

	private static boolean may(String verb, String group, String resource) {
		String review = """
				{"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {
				"user": "system:serviceaccount:marea-lab:%s",
				"resourceAttributes": {"namespace": "marea-lab", "verb": "%s", "group": "%s", "resource": "%s"}}}
				""".formatted(LAB, verb, group, resource);
		return Boolean.parseBoolean(Command
			.run(List.of("kubectl", "create", "--output", "jsonpath={.status.allowed}", "--filename", "-"), review));
	}

	private static String read(String file) {
		String overrides = """
				{"spec": {"securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
				"volumes": [{"name": "runs", "persistentVolumeClaim": {"claimName": "%s", "readOnly": true}}],
				"containers": [{"name": "reader", "image": "%s", "command": ["cat", "%s"],
				"volumeMounts": [{"name": "runs", "mountPath": "/runs", "readOnly": true}],
				"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}
				"""
			.formatted(LAB, Release.CURL, file);
		return release.runOnce("reader", overrides);
	}

}
