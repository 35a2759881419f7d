package dev.marea.lab.kubernetes;

import java.util.Map;
import java.util.stream.IntStream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.run.Event;
import dev.marea.lab.shadow.LiveChange;
import dev.marea.lab.shadow.LiveChange.Outcome;
import dev.marea.lab.shadow.LiveTarget;
import dev.marea.lab.shadow.Shadow;
import dev.marea.lab.shadow.ShadowResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/** A shadow beside the live controller of a scripted cluster, on a stepped clock. */
class ShadowTests {

	private static final String CPU = "{type: Resource, resource: {name: cpu,"
			+ " target: {type: Utilization, averageUtilization: 50}}}";

	private static final String QUEUE = "{type: External, external: {metric: {name: queue,"
			+ " selector: {matchLabels: {name: orders}}}, target: {type: AverageValue, averageValue: 100}}}";

	private static final String QUEUE_PATH = "/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue";

	/** Scales down at once, so that no test waits for stabilization. */
	private static final String AT_ONCE = "  behavior: {scaleDown: {stabilizationWindowSeconds: 0}}";

	private ScriptedCluster cluster = new ScriptedCluster("deployments", 2);

	@AfterEach
	void close() {
		this.cluster.close();
	}

	private void twoWarmPods() {
		this.cluster.ready("web-1", -3600, -3590);
		this.cluster.ready("web-2", -3600, -3590);
		this.cluster.uses(-5, 50, "web-1", "web-2");
	}

	@Test
	void agrees_with_a_live_controller_of_the_same_specification() {
		twoWarmPods();
		Hpa hpa = ScriptedCluster.hpa(5, CPU);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		ScriptedCluster.poll(shadow, 0, 19);
		this.cluster.uses(18, 90, "web-1", "web-2");
		this.cluster.scale(4);
		this.cluster.pending("web-3", 20);
		this.cluster.pending("web-4", 20);
		ScriptedCluster.poll(shadow, 20, 60);
		ShadowResult result = shadow.result();
		assertThat(result.equal()).isTrue();
		assertThat(result.changes()).singleElement()
			.satisfies((change) -> assertThat(change.outcome()).isEqualTo(Outcome.EQUAL))
			.extracting(LiveChange::t, LiveChange::from, LiveChange::to, LiveChange::decided)
			.containsExactly(20.0, 2, 4, 4);
		assertThat(this.cluster.texts())
			.containsExactly("live 2 → 4: the shadow decides 4 (cpu 90 % over target 50 %: 4 wanted)");
		assertThat(this.cluster.events).filteredOn((event) -> event.is(Event.DECISION))
			.extracting(Event::desired)
			.containsExactly(4);
	}

	@Test
	void decides_on_the_pods_before_a_scale_in() {
		this.cluster.scale(4);
		twoWarmPods();
		this.cluster.ready("web-3", -3600, -3590);
		this.cluster.ready("web-4", -3600, -3590);
		this.cluster.uses(-5, 25, "web-1", "web-2", "web-3", "web-4");
		Hpa hpa = ScriptedCluster.hpa(5, CPU, AT_ONCE);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		shadow.poll(0);
		this.cluster.scale(2);
		this.cluster.remove("web-3");
		this.cluster.terminate("web-4");
		ScriptedCluster.poll(shadow, 1, 1);
		this.cluster.remove("web-4");
		this.cluster.uses(10, 50, "web-1", "web-2");
		ScriptedCluster.poll(shadow, 2, 40);
		assertThat(shadow.result().changes()).extracting(LiveChange::outcome).containsExactly(Outcome.EQUAL);
		assertThat(shadow.result().equal()).isTrue();
	}

	@Test
	void lists_a_decision_of_the_sync_before_with_the_time_stamps() {
		twoWarmPods();
		Hpa hpa = ScriptedCluster.hpa(5, CPU, AT_ONCE);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		ScriptedCluster.poll(shadow, 0, 14);
		this.cluster.uses(14, 90, "web-1", "web-2");
		ScriptedCluster.poll(shadow, 15, 15);
		this.cluster.uses(16, 50, "web-1", "web-2");
		this.cluster.scale(4);
		ScriptedCluster.poll(shadow, 16, 40);
		assertThat(shadow.result().equal()).isTrue();
		assertThat(this.cluster.texts()).containsExactly("live 2 → 4: the shadow decided it 1.0 s before"
				+ " (cpu 90 % over target 50 %: 4 wanted). Cause: the time stamp of cpu moved from 14.0 s to 16.0 s");
	}

	@Test
	void lists_a_decision_of_the_sync_after_with_the_time_stamps() {
		twoWarmPods();
		Hpa hpa = ScriptedCluster.hpa(5, CPU);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		ScriptedCluster.poll(shadow, 0, 19);
		this.cluster.scale(4);
		this.cluster.pending("web-3", 20);
		this.cluster.pending("web-4", 20);
		ScriptedCluster.poll(shadow, 20, 20);
		this.cluster.uses(20, 90, "web-1", "web-2");
		ScriptedCluster.poll(shadow, 21, 30);
		assertThat(shadow.result().changes()).extracting(LiveChange::outcome, LiveChange::decidedAt)
			.containsExactly(tuple(Outcome.WITHIN_ONE_SYNC, 30.0));
		assertThat(this.cluster.texts()).containsExactly("live 2 → 4: the shadow decides it 10.0 s later"
				+ " (cpu 90 % over target 50 %: 4 wanted). Cause: the time stamp of cpu moved from -5.0 s to 20.0 s");
	}

	@Test
	void names_the_field_by_which_the_live_autoscaler_differs() {
		twoWarmPods();
		this.cluster.live(ScriptedCluster.hpa(5, CPU));
		Shadow shadow = this.cluster.shadow(ScriptedCluster.hpa(3, CPU));
		ScriptedCluster.poll(shadow, 0, 19);
		this.cluster.uses(18, 90, "web-1", "web-2");
		this.cluster.scale(4);
		ScriptedCluster.poll(shadow, 20, 62);
		ShadowResult result = shadow.result();
		assertThat(result.equal()).isFalse();
		assertThat(result.changes()).extracting(LiveChange::outcome, LiveChange::decided)
			.containsExactly(tuple(Outcome.DIFFERENT, 3));
		assertThat(this.cluster.texts().getFirst())
			.startsWith("live 2 → 4: DIFFERENT: the shadow decides 3 (cpu 90 % over target 50 %: 4 wanted; limited to 3"
					+ " by maxReplicas). Cause: the live HPA is another one: spec.maxReplicas is 5, in the file 3")
			.endsWith("The live controller says: New size: 4; reason: cpu resource utilization above target");
		assertThat(result.differences()).singleElement().satisfies((difference) -> {
			assertThat(difference.from()).isEqualTo(30);
			assertThat(difference.until()).isEqualTo(60);
			assertThat(difference.replicas()).isEqualTo(4);
			assertThat(difference.desired()).isEqualTo(3);
			assertThat(difference.reason()).isEqualTo("4 replicas are above maxReplicas 3");
		});
		assertThat(this.cluster.texts()).hasSize(2);
	}

	@Test
	void says_of_each_metric_without_a_value_why() {
		twoWarmPods();
		this.cluster.uses(-5, 10, "web-1", "web-2");
		this.cluster.server().script(QUEUE_PATH, (query) -> "");
		Shadow shadow = this.cluster.shadow(ScriptedCluster.hpa(5, CPU + "," + QUEUE, AT_ONCE));
		shadow.poll(0);
		this.cluster.scale(1);
		ScriptedCluster.poll(shadow, 1, 15);
		String problem = "queue{name=orders} has no value: nothing serves external.metrics.k8s.io;"
				+ " install KEDA or another metrics adapter";
		assertThat(this.cluster.texts().getFirst()).isEqualTo(problem);
		assertThat(this.cluster.texts().get(1))
			.startsWith(
					"live 2 → 1: DIFFERENT: the shadow decides 2 (not scaled down: queue{name=orders} has no value)")
			.contains("queue{name=orders} has no value for the shadow: nothing serves");
		this.cluster.metric(QUEUE_PATH, 20, Map.of("", 50));
		ScriptedCluster.poll(shadow, 16, 30);
		assertThat(this.cluster.texts().getLast()).isEqualTo("queue{name=orders} has a value again");
	}

	@Test
	void does_not_count_the_cpu_of_a_pod_that_became_ready_after_the_time_stamp() {
		this.cluster.ready("web-1", -3600, -3590);
		this.cluster.ready("web-2", -60, -30);
		this.cluster.uses(-5, 50, "web-1");
		this.cluster.uses(-20, 500, "web-2");
		Hpa hpa = ScriptedCluster.hpa(5, CPU);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		ScriptedCluster.poll(shadow, 0, 20);
		this.cluster.uses(20, 500, "web-2");
		ScriptedCluster.poll(shadow, 21, 50);
		assertThat(shadow.result().differences()).singleElement().satisfies((difference) -> {
			assertThat(difference.from()).isEqualTo(30);
			assertThat(difference.desired()).isGreaterThan(2);
		});
	}

	@Test
	void decides_beside_the_autoscaler_of_a_statefulset() {
		this.cluster.close();
		this.cluster = new ScriptedCluster("statefulsets", 2);
		twoWarmPods();
		Hpa hpa = ScriptedCluster.hpa(5, CPU);
		Shadow shadow = this.cluster.shadow(this.cluster.open("StatefulSet", hpa), hpa);
		ScriptedCluster.poll(shadow, 0, 19);
		this.cluster.uses(18, 90, "web-1", "web-2");
		this.cluster.scale(4);
		ScriptedCluster.poll(shadow, 20, 30);
		assertThat(shadow.result().changes()).extracting(LiveChange::outcome).containsExactly(Outcome.EQUAL);
	}

	@Test
	void adds_up_the_series_of_an_external_metric() {
		twoWarmPods();
		this.cluster.metric(QUEUE_PATH, 0, Map.of("a", 150, "b", 160));
		Shadow shadow = this.cluster.shadow(ScriptedCluster.hpa(5, QUEUE));
		shadow.poll(0);
		this.cluster.scale(4);
		shadow.poll(1);
		assertThat(this.cluster.texts())
			.containsExactly("live 2 → 4: the shadow decides 4 (queue{name=orders} 155 over target 100: 4 wanted)");
		assertThat(this.cluster.queries).containsEntry(QUEUE_PATH, "labelSelector=name=orders");
	}

	@Test
	void reads_pods_and_objects_from_the_custom_metrics_api() {
		twoWarmPods();
		this.cluster.server().script("/apis/custom.metrics.k8s.io", (query) -> """
				{"versions":[{"version":"v1beta1"},{"version":"v1beta2"}]}""");
		this.cluster.server().script("/apis/networking.k8s.io/v1", (query) -> """
				{"resources":[{"name":"ingresses","kind":"Ingress"},{"name":"ingresses/status","kind":"Ingress"}]}""");
		String base = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/shop/";
		this.cluster.metric(base + "pods/*/requests", 0, Map.of("web-1", 10, "web-2", 30));
		this.cluster.metric(base + "ingresses.networking.k8s.io/main/rate", 0, Map.of("main", 45));
		Hpa hpa = ScriptedCluster.hpa(9, "{type: Pods, pods: {metric: {name: requests},"
				+ " target: {type: AverageValue, averageValue: 20}}}, {type: Object, object: {metric: {name: rate,"
				+ " selector: {matchLabels: {verb: GET}}}, describedObject: {apiVersion: networking.k8s.io/v1,"
				+ " kind: Ingress, name: main}, target: {type: Value, value: 10}}}");
		LiveTarget live = this.cluster.open("Deployment", hpa);
		assertThat(live.look().problems()).isEmpty();
		assertThat(live.look().figures()).containsValue(45.0);
		assertThat(live.look().pods()).flatExtracting((pod) -> pod.metrics().values()).containsExactly(10.0, 30.0);
		assertThat(this.cluster.queries).containsEntry(base + "pods/*/requests", "labelSelector=app=web")
			.containsEntry(base + "ingresses.networking.k8s.io/main/rate", "metricLabelSelector=verb=GET");
		live.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/apis/apps/v1/namespaces/shop/deployments/web/scale | this user may not read the scale of Deployment 'web' in namespace 'shop': scale is forbidden.
					/api/v1/namespaces/shop/pods                        | this user may not read the pods in namespace 'shop': pods is forbidden.
					/apis/metrics.k8s.io                                | cpu in namespace 'shop': this user may not read it: pods is forbidden.
					""")
	void names_the_missing_right_in_one_sentence(String path, String message) {
		twoWarmPods();
		this.cluster.server().refuses(path);
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> this.cluster.open("Deployment", ScriptedCluster.hpa(5, CPU)))
			.withMessage(message);
	}

	@Test
	void refuses_a_target_that_does_not_exist() {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> this.cluster.open("StatefulSet", ScriptedCluster.hpa(5, CPU)))
			.withMessage("namespace 'shop' has no StatefulSet 'web'.");
	}

	@Test
	void refuses_more_pods_than_it_can_read_at_every_sync() {
		IntStream.rangeClosed(0, LiveWorkload.MOST_PODS).forEach((i) -> this.cluster.pending("web-" + i, 0));
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> this.cluster.open("Deployment", ScriptedCluster.hpa(5, CPU)))
			.withMessage("Deployment 'web' has more than 1000 pods.");
	}

	@Test
	void compares_a_change_at_the_moment_of_a_sync_with_the_next_one_too() {
		twoWarmPods();
		Hpa hpa = ScriptedCluster.hpa(5, CPU);
		this.cluster.live(hpa);
		Shadow shadow = this.cluster.shadow(hpa);
		ScriptedCluster.poll(shadow, 0, 14);
		this.cluster.scale(4);
		this.cluster.pending("web-3", 15);
		this.cluster.pending("web-4", 15);
		ScriptedCluster.poll(shadow, 15, 15);
		this.cluster.uses(20, 90, "web-1", "web-2");
		ScriptedCluster.poll(shadow, 16, 30);
		assertThat(shadow.result().changes()).extracting(LiveChange::outcome, LiveChange::decidedAt)
			.containsExactly(tuple(Outcome.WITHIN_ONE_SYNC, 30.0));
	}

	@Test
	void says_once_that_pods_cannot_be_read_and_tries_the_sync_again() {
		twoWarmPods();
		Shadow shadow = this.cluster.shadow(ScriptedCluster.hpa(5, CPU));
		ScriptedCluster.poll(shadow, 0, 3);
		this.cluster.server().refuses("/api/v1/");
		ScriptedCluster.poll(shadow, 4, 19);
		this.cluster.server().allows("/api/v1/");
		ScriptedCluster.poll(shadow, 20, 24);
		assertThat(this.cluster.texts()).hasSize(2).last().isEqualTo("The cluster answers again after 5.0 s.");
		assertThat(shadow.result().syncs()).isEqualTo(2);
	}

	@Test
	void goes_on_after_the_cluster_did_not_answer() {
		twoWarmPods();
		Shadow shadow = this.cluster.shadow(ScriptedCluster.hpa(5, CPU));
		ScriptedCluster.poll(shadow, 0, 3);
		this.cluster.server().refuses("/apis/apps");
		ScriptedCluster.poll(shadow, 4, 9);
		this.cluster.server().allows("/apis/apps");
		ScriptedCluster.poll(shadow, 10, 15);
		assertThat(this.cluster.texts()).containsExactly(
				"the scale of Deployment 'web' cannot be read: scale is forbidden. The shadow goes on when it answers.",
				"The cluster answers again after 7.0 s.");
		assertThat(shadow.result().syncs()).isEqualTo(2);
	}

}
