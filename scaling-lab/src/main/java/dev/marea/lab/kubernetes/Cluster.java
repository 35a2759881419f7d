package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of a Deployment and its objects. The API's time stamps are whole
 * seconds, so an event has the time at which the lab saw it. Safe for use by several
 * threads.
 */
final class Cluster {

	private static final Set<String> TOLD_OF_PODS = Set.of("FailedScheduling", "BackOff", "Evicted", "Preempted",
			"OOMKilling", "Failed", "FailedMount", "FailedCreatePodSandBox", "NodeNotReady", "TaintManagerEviction");

	private final Workload workload;

	private final Consumer<ObservedEvent> listener;

	private final Map<String, PodLife> pods = new TreeMap<>();

	private final Map<String, PodUsage> usages = new TreeMap<>();

	private final Map<String, String> nodes = new TreeMap<>();

	private final Addresses addresses = new Addresses();

	private final Autoscaling autoscaling = new Autoscaling();

	private @Nullable Integer desired;

	/** Objects that existed before the first list are no events. */
	private boolean watching;

	Cluster(Workload workload, Consumer<ObservedEvent> listener) {
		this.workload = workload;
		this.listener = listener;
	}

	/** From now on, changes are events. */
	synchronized void begin() {
		this.watching = true;
	}

	/** Applies objects of the first list without events: they existed before. */
	synchronized void found(Runnable objects) {
		boolean before = this.watching;
		this.watching = false;
		try {
			objects.run();
		}
		finally {
			this.watching = before;
		}
	}

	synchronized void deployment(Deployment deployment, long nanos) {
		Integer replicas = deployment.getSpec().getReplicas();
		if (!Objects.equals(replicas, this.desired)) {
			this.desired = replicas;
			tell(new ObservedEvent(nanos, Event.DECISION, this.workload.deployment(), null, replicas, null));
		}
	}

	synchronized void autoscaler(HorizontalPodAutoscaler hpa, long nanos) {
		this.autoscaling.update(hpa, (condition) -> tell(nanos, Event.CONDITION, null, condition));
	}

	synchronized void autoscalerGone(long nanos) {
		this.autoscaling.forget();
		tell(nanos, Event.CONDITION, null, "the autoscaler was deleted");
	}

	synchronized void pod(Pod pod, long nanos) {
		String name = pod.getMetadata().getName();
		PodLife life = this.pods.get(name);
		if (life == null) {
			life = new PodLife(name);
			this.pods.put(name, life);
			tell(nanos, Event.CREATED, name, null);
		}
		life.update(pod, (kind, text) -> tell(nanos, kind, name, text));
	}

	synchronized void podGone(Pod pod, long nanos) {
		String name = pod.getMetadata().getName();
		PodLife life = this.pods.get(name);
		if (life != null) {
			life.deleted((kind, text) -> tell(nanos, kind, name, text));
		}
	}

	synchronized void slice(EndpointSlice slice, boolean deleted, long nanos) {
		Set<String> before = this.addresses.listed(slice);
		if (deleted) {
			this.addresses.remove(slice);
		}
		else {
			this.addresses.put(slice);
		}
		Addresses.compare(before, this.addresses.listed(slice), new HashSet<>(this.pods.keySet()),
				(pod, listed) -> tell(nanos, listed ? Event.LISTED : Event.UNLISTED, pod,
						"Service " + Addresses.service(slice)));
	}

	/** A message of a component of Kubernetes. */
	synchronized void message(io.fabric8.kubernetes.api.model.Event event, long nanos) {
		ObjectReference about = event.getInvolvedObject();
		String text = "%s: %s".formatted(event.getReason(), String.valueOf(event.getMessage()).strip());
		switch (String.valueOf(about.getKind())) {
			case "HorizontalPodAutoscaler" -> {
				if (about.getName().equals(this.workload.hpa())) {
					tell(nanos, Event.MESSAGE, null, text);
				}
			}
			case "Deployment" -> {
				if (about.getName().equals(this.workload.deployment())) {
					tell(nanos, Event.MESSAGE, null, text);
				}
			}
			case "Pod" -> {
				if (this.pods.containsKey(about.getName()) && TOLD_OF_PODS.contains(event.getReason())) {
					tell(nanos, Event.MESSAGE, about.getName(), text);
				}
			}
			default -> {
			}
		}
	}

	synchronized void node(Node node, boolean deleted, long nanos) {
		String name = node.getMetadata().getName();
		String state = deleted ? "is gone" : state(node);
		if (!state.equals(this.nodes.put(name, state))) {
			tell(new ObservedEvent(nanos, Event.NODE, null, null, null, name + " " + state));
		}
	}

	private static String state(Node node) {
		boolean ready = node.getStatus() != null && node.getStatus()
			.getConditions()
			.stream()
			.anyMatch((condition) -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
		boolean closed = Boolean.TRUE.equals(node.getSpec().getUnschedulable());
		return (ready ? "is ready" : "is not ready") + (closed ? " and takes no new pods" : "");
	}

	/** Applies the meters and usage of a pod. */
	synchronized void used(String pod, UnaryOperator<PodUsage> change) {
		this.usages.put(pod, change.apply(this.usages.getOrDefault(pod, PodUsage.UNKNOWN)));
	}

	/**
	 * From now on, another source reports the usage of pods, with its own counters.
	 */
	synchronized void forgetNodes() {
		this.usages.replaceAll((pod, usage) -> new PodUsage(usage.page(), null));
	}

	/** The pods whose meters can be read, and their nodes. */
	synchronized Map<String, String> answering() {
		Map<String, String> nodes = new TreeMap<>();
		this.pods.values()
			.stream()
			.filter(PodLife::answers)
			.forEach((pod) -> nodes.put(pod.name(), Objects.requireNonNullElse(pod.node(), "")));
		return nodes;
	}

	synchronized Snapshot snapshot() {
		long now = System.nanoTime();
		List<Instance> instances = new ArrayList<>();
		for (PodLife pod : this.pods.values()) {
			if (pod.there()) {
				instances.add(pod.instance(this.workload.deployment(),
						this.usages.getOrDefault(pod.name(), PodUsage.UNKNOWN), now));
			}
		}
		return new Snapshot(instances, this.desired, this.autoscaling.metric());
	}

	private void tell(long nanos, String kind, @Nullable String pod, @Nullable String text) {
		tell(new ObservedEvent(nanos, kind, this.workload.deployment(), pod, null, text));
	}

	private void tell(ObservedEvent event) {
		if (this.watching) {
			this.listener.accept(event);
		}
	}

}
