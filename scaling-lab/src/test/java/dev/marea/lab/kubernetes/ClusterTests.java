package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterTests {

	private final List<ObservedEvent> told = new ArrayList<>();

	private final Cluster cluster = new Cluster(new Workload("shop", "web", new LabelSelector(), "web-hpa", null),
			this.told::add);

	@Test
	void tells_a_pod_from_its_creation_to_its_end() {
		this.cluster.begin();
		this.cluster.pod(Objects.pod("web-1").build(), 1);
		this.cluster.pod(Objects.scheduled("web-1").build(), 2);
		this.cluster.pod(Objects.started("web-1", 0).build(), 3);
		this.cluster.pod(Objects.ready("web-1"), 4);
		this.cluster.pod(Objects.ready("web-1"), 5);
		this.cluster.pod(Objects.terminating("web-1"), 6);
		this.cluster.podGone(Objects.terminating("web-1"), 7);
		assertThat(lines()).containsExactly("1 created web-1", "2 scheduled web-1: node-1", "3 started web-1",
				"4 ready web-1", "6 terminating web-1: may take 30 s", "7 gone web-1");
		assertThat(this.told).allMatch((event) -> "web".equals(event.service()));
	}

	@Test
	void calls_nothing_an_event_that_was_so_before_it_looked() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.deployment(Objects.deployment("web", 1, null), 1);
		this.cluster.node(node("True", false), false, 1);
		this.cluster.begin();
		this.cluster.pod(Objects.ready("web-1"), 2);
		this.cluster.deployment(Objects.deployment("web", 1, null), 2);
		this.cluster.node(node("True", false), false, 2);
		assertThat(this.told).isEmpty();
		assertThat(this.cluster.snapshot().instances()).hasSize(1);
	}

	@Test
	void tells_that_a_container_ended_and_was_started_again() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.begin();
		Pod again = Objects.started("web-1", 1)
			.editStatus()
			.editContainerStatus(0)
			.withNewLastState()
			.withNewTerminated()
			.withExitCode(137)
			.withReason("OOMKilled")
			.endTerminated()
			.endLastState()
			.endContainerStatus()
			.endStatus()
			.build();
		this.cluster.pod(again, 2);
		assertThat(lines()).containsExactly("2 crashed web-1: OOMKilled, exit code 137", "2 restarted web-1",
				"2 started web-1");
		assertThat(this.cluster.snapshot().instances()).noneMatch(Instance::ready);
	}

	@Test
	void tells_that_a_pod_is_no_longer_ready_and_that_one_failed() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.begin();
		this.cluster.pod(Objects.started("web-1", 0).build(), 2);
		this.cluster.pod(new PodBuilder(Objects.scheduled("web-1").build()).withNewStatus()
			.withPhase("Failed")
			.withReason("Evicted")
			.withMessage("The node was low on memory.")
			.endStatus()
			.build(), 3);
		this.cluster.podGone(Objects.ready("web-1"), 4);
		assertThat(lines()).containsExactly("2 unready web-1", "3 crashed web-1: Evicted: The node was low on memory.");
		assertThat(this.cluster.snapshot().instances()).isEmpty();
	}

	@Test
	void takes_a_pod_that_was_told_to_go_for_one_that_gets_nothing_until_it_is_gone() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.pod(Objects.terminating("web-1"), 2);
		assertThat(this.cluster.snapshot().instances()).singleElement().matches((instance) -> !instance.ready());
		this.cluster.podGone(Objects.terminating("web-1"), 3);
		assertThat(this.cluster.snapshot().instances()).isEmpty();
	}

	@Test
	void tells_when_callers_learn_of_a_pod_and_when_they_forget_it() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.pod(Objects.ready("web-2"), 1);
		this.cluster.begin();
		this.cluster.slice(Objects.slice("a", "web-1"), false, 2);
		this.cluster.slice(Objects.slice("b", "web-1", "web-2", "other-1"), false, 3);
		this.cluster.slice(Objects.slice("a"), false, 4);
		this.cluster.slice(Objects.slice("b", "web-1", "web-2"), true, 5);
		assertThat(lines()).containsExactly("2 listed web-1: Service web", "3 listed web-2: Service web",
				"5 unlisted web-1: Service web", "5 unlisted web-2: Service web");
	}

	@Test
	void takes_what_is_null_for_nothing() {
		EndpointSlice slice = Objects.slice("a");
		slice.setEndpoints(null);
		this.cluster.slice(slice, false, 1);
		HorizontalPodAutoscaler hpa = Objects.saying(Objects.hpa("web-hpa", "web"), "AbleToScale", "True", "Fine",
				null);
		hpa.getStatus().setCurrentMetrics(null);
		this.cluster.autoscaler(hpa, 1);
		assertThat(this.cluster.snapshot().metric()).isNull();
	}

	@Test
	void takes_another_number_of_replicas_for_a_decision() {
		this.cluster.deployment(Objects.deployment("web", 1, null), 1);
		this.cluster.begin();
		this.cluster.deployment(Objects.deployment("web", 3, null), 2);
		assertThat(this.told).containsExactly(new ObservedEvent(2, "decision", "web", null, 3, null));
		assertThat(this.cluster.snapshot().desired()).isEqualTo(3);
	}

	@Test
	void tells_what_the_autoscaler_says_of_itself_when_it_changes_and_the_metric_that_it_saw() {
		this.cluster.autoscaler(Objects.saying(Objects.hpa("web-hpa", "web"), "ScalingLimited", "False", "Fine", 20),
				1);
		this.cluster.begin();
		this.cluster.autoscaler(Objects.saying(Objects.hpa("web-hpa", "web"), "ScalingLimited", "False", "Fine", 40),
				2);
		assertThat(this.told).isEmpty();
		assertThat(this.cluster.snapshot().metric()).isEqualTo(40);
		this.cluster.autoscaler(
				Objects.saying(Objects.hpa("web-hpa", "web"), "ScalingLimited", "True", "TooManyReplicas", null), 3);
		assertThat(lines()).containsExactly("3 condition null: ScalingLimited True, TooManyReplicas: so it is");
		assertThat(this.cluster.snapshot().metric()).isNull();
	}

	@Test
	void has_no_metric_of_an_autoscaler_that_was_deleted() {
		this.cluster.autoscaler(Objects.saying(Objects.hpa("web-hpa", "web"), "ScalingLimited", "False", "Fine", 20),
				1);
		this.cluster.begin();
		this.cluster.autoscalerGone(2);
		assertThat(lines()).containsExactly("2 condition null: the autoscaler was deleted");
		assertThat(this.cluster.snapshot().metric()).isNull();
	}

	@Test
	void passes_on_what_kubernetes_says_of_this_deployment_alone() {
		this.cluster.pod(Objects.ready("web-1"), 1);
		this.cluster.begin();
		message("HorizontalPodAutoscaler", "web-hpa", "SuccessfulRescale", "New size: 3; reason: cpu above target");
		message("HorizontalPodAutoscaler", "other", "SuccessfulRescale", "New size: 3");
		message("Deployment", "web", "ScalingReplicaSet", "Scaled up");
		message("Pod", "web-1", "FailedScheduling", "0/2 nodes are available");
		message("Pod", "web-1", "Pulled", "already present");
		message("Pod", "other-1", "BackOff", "again");
		assertThat(lines()).containsExactly("2 message null: SuccessfulRescale: New size: 3; reason: cpu above target",
				"2 message null: ScalingReplicaSet: Scaled up",
				"2 message web-1: FailedScheduling: 0/2 nodes are available");
	}

	@Test
	void tells_what_becomes_of_a_node() {
		this.cluster.node(node("True", false), false, 1);
		this.cluster.begin();
		this.cluster.node(node("True", true), false, 2);
		this.cluster.node(node("Unknown", true), false, 3);
		this.cluster.node(node("Unknown", true), true, 4);
		assertThat(lines()).containsExactly("2 node null: node-1 is ready and takes no new pods",
				"3 node null: node-1 is not ready and takes no new pods", "4 node null: node-1 is gone");
	}

	private void message(String kind, String name, String reason, String message) {
		this.cluster.message(new EventBuilder().withNewInvolvedObject()
			.withKind(kind)
			.withName(name)
			.endInvolvedObject()
			.withReason(reason)
			.withMessage(message)
			.build(), 2);
	}

	private static Node node(String ready, boolean closed) {
		return new NodeBuilder().withNewMetadata()
			.withName("node-1")
			.endMetadata()
			.withNewSpec()
			.withUnschedulable(closed)
			.endSpec()
			.withNewStatus()
			.addNewCondition()
			.withType("Ready")
			.withStatus(ready)
			.endCondition()
			.endStatus()
			.build();
	}

	private List<String> lines() {
		return this.told.stream()
			.map((event) -> event.nanos() + " " + event.kind() + " " + event.instance()
					+ ((event.text() != null) ? ": " + event.text() : ""))
			.toList();
	}

}
