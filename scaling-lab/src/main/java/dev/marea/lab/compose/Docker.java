package dev.marea.lab.compose;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.StatsConfig;
import com.github.dockerjava.api.model.ThrottlingDataConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The Docker engine of {@code DOCKER_HOST} or of the chosen context. The lab only reads.
 */
final class Docker implements AutoCloseable {

	private static final String PROJECT = "com.docker.compose.project";

	private static final String SERVICE = "com.docker.compose.service";

	private static final String NUMBER = "com.docker.compose.container-number";

	/** A container of {@code docker compose run} is no replica of a service. */
	private static final String ONE_OFF = "com.docker.compose.oneoff";

	private static final Duration CONNECT = Duration.ofSeconds(5);

	private final DockerClient client;

	private Docker(DockerClient client) {
		this.client = client;
	}

	/**
	 * Finds the engine.
	 * @throws Failure when it does not answer
	 */
	static Docker connect() {
		return connect(DefaultDockerClientConfig.createDefaultConfigBuilder().build());
	}

	static Docker connect(DockerClientConfig config) {
		Docker docker = new Docker(DockerClientImpl.getInstance(config,
				new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost())
					.sslConfig(config.getSSLConfig())
					.connectionTimeout(CONNECT)
					.build()));
		try {
			docker.client.pingCmd().exec();
			return docker;
		}
		catch (RuntimeException ex) {
			docker.close();
			throw new Failure("Docker does not answer at %s: %s.".formatted(config.getDockerHost(), reason(ex)), ex);
		}
	}

	/** What went wrong, without a full stop. */
	static String reason(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String message = (root.getMessage() != null) ? root.getMessage().strip() : root.getClass().getSimpleName();
		return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
	}

	/** The containers of a project, also those that do not run. */
	List<Details> containers(String project) {
		return this.client.listContainersCmd()
			.withShowAll(true)
			.withLabelFilter(Map.of(PROJECT, project))
			.exec()
			.stream()
			.map(Container::getId)
			.map(this::container)
			.flatMap(Optional::stream)
			.toList();
	}

	/** A container, if it is still there and a replica of a compose service. */
	Optional<Details> container(String id) {
		try {
			InspectContainerResponse found = this.client.inspectContainerCmd(id).exec();
			ContainerConfig config = found.getConfig();
			Map<String, String> labels = (config.getLabels() != null) ? config.getLabels() : Map.of();
			String service = labels.get(SERVICE);
			if (service == null || "True".equals(labels.get(ONE_OFF))) {
				return Optional.empty();
			}
			ContainerState state = found.getState();
			HealthState health = state.getHealth();
			return Optional.of(new Details(found.getId(), service, labels.getOrDefault(NUMBER, ""),
					Objects.requireNonNullElse(config.getHostName(), ""), StopSignal.number(config), interval(config),
					"created".equals(state.getStatus()), Boolean.TRUE.equals(state.getRunning()),
					health != null && "healthy".equals(health.getStatus())));
		}
		catch (NotFoundException ex) {
			return Optional.empty();
		}
	}

	private static @Nullable Duration interval(ContainerConfig config) {
		HealthCheck check = config.getHealthcheck();
		if (check == null || check.getTest() == null || check.getTest().isEmpty()
				|| "NONE".equals(check.getTest().getFirst())) {
			return null;
		}
		// Docker's default
		boolean set = check.getInterval() != null && check.getInterval() > 0;
		return set ? Duration.ofNanos(check.getInterval()) : Duration.ofSeconds(30);
	}

	/**
	 * Subscribes to the events of a project's containers from now on.
	 * @return ends when Docker closes the stream; to be closed
	 */
	Subscription<Event> events(String project, Consumer<ContainerEvent> listener) throws InterruptedException {
		Subscription<Event> events = new Subscription<>((event) -> {
			Map<String, String> attributes = event.getActor().getAttributes();
			listener.accept(new ContainerEvent(System.nanoTime(), event.getActor().getId(), event.getAction(),
					attributes.get("signal"), attributes.get("exitCode")));
		});
		this.client.eventsCmd()
			.withEventTypeFilter(EventType.CONTAINER)
			.withEventFilter("create", "start", "health_status", "kill", "oom", "die", "destroy")
			.withLabelFilter(Map.of(PROJECT, project))
			.exec(events);
		events.awaitStarted(CONNECT.toSeconds(), TimeUnit.SECONDS);
		return events;
	}

	/**
	 * Subscribes to the usage of a running container, about once a second, until it is
	 * closed.
	 */
	Subscription<?> usage(String id, Consumer<ContainerUsage> listener) {
		return this.client.statsCmd(id)
			.exec(new Subscription<Statistics>((statistics) -> listener.accept(usage(statistics))));
	}

	private static ContainerUsage usage(Statistics statistics) {
		Long cpu = (statistics.getCpuStats() != null && statistics.getCpuStats().getCpuUsage() != null)
				? statistics.getCpuStats().getCpuUsage().getTotalUsage() : null;
		ThrottlingDataConfig throttling = (statistics.getCpuStats() != null)
				? statistics.getCpuStats().getThrottlingData() : null;
		boolean limited = throttling != null && throttling.getPeriods() != null && throttling.getPeriods() > 0;
		return new ContainerUsage(System.nanoTime(), seconds(cpu), memory(statistics.getMemoryStats()),
				limited ? seconds(throttling.getThrottledTime()) : null);
	}

	private static @Nullable Long memory(@Nullable MemoryStatsConfig memory) {
		if (memory == null || memory.getUsage() == null) {
			return null;
		}
		StatsConfig parts = memory.getStats();
		// cgroup v1 has the former, v2 the latter
		Long inactive = (parts == null) ? null
				: (parts.getTotalInactiveFile() != null) ? parts.getTotalInactiveFile() : parts.getInactiveFile();
		return (inactive != null && inactive < memory.getUsage()) ? (Long) (memory.getUsage() - inactive)
				: memory.getUsage();
	}

	private static @Nullable Double seconds(@Nullable Long nanos) {
		return (nanos != null) ? (Double) (nanos / 1e9) : null;
	}

	@Override
	public void close() {
		try {
			this.client.close();
		}
		catch (IOException ex) {
			throw new Failure("the connection to Docker cannot be closed: " + ex.getMessage(), ex);
		}
	}

	/** A stream of Docker's messages. */
	static final class Subscription<T> extends ResultCallback.Adapter<T> {

		private final Consumer<T> listener;

		private volatile boolean over;

		private Subscription(Consumer<T> listener) {
			this.listener = listener;
		}

		@Override
		public void onNext(T told) {
			this.listener.accept(told);
		}

		@Override
		public void onError(Throwable failure) {
			this.over = true;
			super.onError(failure);
		}

		@Override
		public void onComplete() {
			this.over = true;
			super.onComplete();
		}

		/** Whether the stream has ended. */
		boolean isOver() {
			return this.over;
		}

	}

}
