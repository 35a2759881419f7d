package dev.marea.lab.kubernetes;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.run.Event;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import org.jspecify.annotations.Nullable;

/**
 * The observed life of a pod. Not safe for use by several threads.
 */
final class PodLife {

	private final String name;

	private @Nullable String node;

	private @Nullable String address;

	private boolean started;

	private boolean ready;

	private boolean terminating;

	private boolean over;

	private int restarts;

	PodLife(String name) {
		this.name = name;
	}

	/**
	 * Applies its present state.
	 * @param listener receives the kind and the text of each resulting event
	 */
	void update(Pod pod, BiConsumer<String, @Nullable String> listener) {
		PodStatus status = pod.getStatus();
		List<ContainerStatus> containers = (status != null) ? status.getContainerStatuses() : List.of();
		if (this.node == null && pod.getSpec().getNodeName() != null) {
			this.node = pod.getSpec().getNodeName();
			listener.accept(Event.SCHEDULED, this.node);
		}
		this.address = (status != null) ? status.getPodIP() : null;
		restarted(containers, listener);
		boolean runs = !containers.isEmpty()
				&& containers.stream().allMatch((container) -> container.getState().getRunning() != null);
		if (runs && !this.started) {
			this.started = true;
			listener.accept(Event.STARTED, null);
		}
		boolean told = pod.getMetadata().getDeletionTimestamp() != null;
		boolean readyNow = !told && isReady(pod);
		if (readyNow && !this.ready) {
			listener.accept(Event.READY, null);
		}
		if (!readyNow && this.ready && !told) {
			listener.accept(Event.UNREADY, null);
		}
		this.ready = readyNow;
		if (told && !this.terminating) {
			this.terminating = true;
			listener.accept(Event.TERMINATING, grace(pod));
		}
		if (status != null && "Failed".equals(status.getPhase()) && !this.over) {
			this.over = true;
			listener.accept(this.terminating ? Event.GONE : Event.CRASHED, failure(status));
		}
	}

	/** A container that ended restarts in the same pod. */
	private void restarted(List<ContainerStatus> containers, BiConsumer<String, @Nullable String> listener) {
		int now = containers.stream().mapToInt(ContainerStatus::getRestartCount).sum();
		if (now > this.restarts) {
			listener.accept(Event.CRASHED, exit(containers));
			listener.accept(Event.RESTARTED, null);
			this.started = false;
			this.ready = false;
		}
		this.restarts = now;
	}

	private static @Nullable String exit(List<ContainerStatus> containers) {
		return containers.stream()
			.map((container) -> (container.getLastState() != null) ? container.getLastState().getTerminated() : null)
			.filter(Objects::nonNull)
			.findFirst()
			.map(PodLife::describe)
			.orElse(null);
	}

	private static String describe(ContainerStateTerminated end) {
		String code = "exit code " + end.getExitCode();
		return (end.getReason() != null && !"Error".equals(end.getReason())) ? end.getReason() + ", " + code : code;
	}

	private static String failure(PodStatus status) {
		return Optional.ofNullable(status.getReason()).orElse("failed")
				+ ((status.getMessage() != null) ? ": " + status.getMessage().strip() : "");
	}

	private static @Nullable String grace(Pod pod) {
		Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
		return (seconds != null) ? "may take %d s".formatted(seconds) : null;
	}

	static boolean isReady(Pod pod) {
		return pod.getStatus() != null && pod.getStatus()
			.getConditions()
			.stream()
			.anyMatch((condition) -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
	}

	/** The pod was deleted. */
	void deleted(BiConsumer<String, @Nullable String> listener) {
		if (!this.over) {
			this.over = true;
			listener.accept(Event.GONE, this.terminating ? null : "its termination was not seen");
		}
		this.ready = false;
	}

	String name() {
		return this.name;
	}

	/** The node that it runs on; absent before it was scheduled. */
	@Nullable String node() {
		return this.node;
	}

	/** Whether its meters can be read. */
	boolean answers() {
		return this.started && !this.over && this.address != null;
	}

	/** Whether it has not ended. */
	boolean there() {
		return !this.over;
	}

	/**
	 * Its state at a moment.
	 * @param now on {@code System.nanoTime()}'s clock
	 */
	Instance instance(String service, PodUsage usage, long now) {
		return usage.of(this.name, service, this.ready, now);
	}

}
