package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of an autoscaler during a recorded run: the instances as pods, with their
 * requests per second and CPU as means over a window.
 */
final class RecordedRun {

	/** The name of the one metric besides resources that a run records. */
	static final String REQUESTS = "http_requests_per_second";

	/** Instances that existed when the run began count as warm. */
	private static final double LONG_AGO = -3600;

	private static final class Life {

		private double started;

		private boolean ready;

		private double readyChanged;

		private double terminating = Double.POSITIVE_INFINITY;

		private Life(double started) {
			this.started = started;
			this.readyChanged = started;
		}

	}

	private final List<Second> seconds;

	private final int window;

	private final @Nullable Double cpuRequest;

	private final @Nullable Double memoryRequest;

	private final Map<String, Life> lives = new HashMap<>();

	/**
	 * @param window window of the figures, in seconds
	 * @param cpuRequest assumed CPU request of an instance, in cores
	 * @param memoryRequest assumed memory request of an instance, in bytes
	 */
	RecordedRun(Run run, int window, @Nullable Double cpuRequest, @Nullable Double memoryRequest) {
		this.seconds = run.seconds();
		this.window = window;
		this.cpuRequest = cpuRequest;
		this.memoryRequest = memoryRequest;
		if (this.seconds.stream().allMatch((second) -> second.instances().isEmpty())) {
			throw new UsageError("The run recorded no instances, so nothing can be decided.");
		}
		run.events().forEach(this::learn);
	}

	/** Whether the run has figures of a metric. */
	boolean has(Metric metric) {
		if (metric.kind().ofResource()) {
			return switch (metric.label()) {
				case PodSample.CPU -> any((instance) -> instance.cpu() != null);
				case PodSample.MEMORY -> any((instance) -> instance.memory() != null);
				default -> false;
			};
		}
		return !metric.kind().ofObject() && metric.label().equals(REQUESTS);
	}

	private boolean any(Predicate<InstanceSecond> measured) {
		return this.seconds.stream().flatMap((second) -> second.instances().values().stream()).anyMatch(measured);
	}

	private void learn(Event event) {
		if (event.instance() == null) {
			return;
		}
		if (event.is(Event.CREATED)) {
			this.lives.putIfAbsent(event.instance(), new Life(event.t()));
		}
		if (event.is(Event.TERMINATING)) {
			this.lives.computeIfAbsent(event.instance(), (name) -> new Life(LONG_AGO)).terminating = event.t();
		}
	}

	/** The input of every sync, in order. */
	List<SyncInput> observations(int period) {
		List<SyncInput> observations = new ArrayList<>();
		int next = this.seconds.getFirst().t() + period;
		for (int i = 0; i < this.seconds.size(); i++) {
			Second second = this.seconds.get(i);
			second.instances().forEach((name, instance) -> follow(second.t(), name, instance));
			// A line is of a second that is over at the sync.
			if (second.t() + 1 >= next) {
				observations.add(observation(i));
				next += period;
			}
		}
		return observations;
	}

	private void follow(int t, String name, InstanceSecond instance) {
		boolean first = t == this.seconds.getFirst().t();
		Life life = this.lives.computeIfAbsent(name, (unknown) -> new Life(first ? LONG_AGO : t));
		if (life.ready != instance.ready()) {
			life.ready = instance.ready();
			life.readyChanged = first ? life.started : t + 1;
		}
	}

	private SyncInput observation(int last) {
		Second now = this.seconds.get(last);
		List<Second> window = this.seconds.subList(Math.max(0, last + 1 - this.window), last + 1);
		List<PodSample> pods = new ArrayList<>();
		double all = 0;
		for (String name : now.instances().keySet()) {
			PodSample pod = pod(name, now.t() + 1, window);
			pods.add(pod);
			all += pod.metrics().getOrDefault(REQUESTS, 0.0);
		}
		int active = (int) pods.stream().filter(PodSample::active).count();
		return new SyncInput(now.t() + 1, (now.desired() != null) ? now.desired() : active, pods,
				Map.of(REQUESTS, all));
	}

	private PodSample pod(String name, int now, List<Second> window) {
		Life life = this.lives.getOrDefault(name, new Life(LONG_AGO));
		List<InstanceSecond> own = window.stream()
			.map((second) -> second.instances().get(name))
			.filter((instance) -> instance != null)
			.toList();
		List<InstanceSecond> counted = own.stream().filter((instance) -> instance.requests() != null).toList();
		boolean served = counted.stream().anyMatch((instance) -> instance.ready() || instance.load() > 0);
		double requests = counted.stream().mapToInt(InstanceSecond::load).average().orElse(0);
		Double cpu = own.stream().allMatch((instance) -> instance.cpu() == null) ? null
				: own.stream().filter((i) -> i.cpu() != null).mapToDouble(InstanceSecond::cpu).average().orElse(0);
		PodSample.Usage used = (cpu != null) ? new PodSample.Usage(cpu, now, this.window) : null;
		// Memory is a level: metrics-server reports the last reading, not a mean.
		Long memory = own.stream()
			.map(InstanceSecond::memory)
			.filter(Objects::nonNull)
			.reduce((before, after) -> after)
			.orElse(null);
		PodSample.Usage held = (memory != null) ? new PodSample.Usage(memory, now, this.window) : null;
		return new PodSample(name, PodSample.Phase.RUNNING, life.terminating <= now, life.started, life.ready,
				life.readyChanged, used, this.cpuRequest, served ? Map.of(REQUESTS, requests) : Map.of())
			.with(PodSample.MEMORY, new PodSample.Resource(held, this.memoryRequest));
	}

}
