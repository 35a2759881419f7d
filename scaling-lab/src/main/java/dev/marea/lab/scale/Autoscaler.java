package dev.marea.lab.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Decision;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.HpaController;
import dev.marea.lab.hpa.Metric;
import dev.marea.lab.hpa.SyncInput;
import dev.marea.lab.hpa.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The control loop of kube-controller-manager for a HorizontalPodAutoscaler: every sync
 * period, the algorithm decides and the loop sets the replicas.
 */
public final class Autoscaler implements AutoCloseable {

	/** The only metric besides CPU that is measured of every instance. */
	public static final String REQUESTS = "http_requests_per_second";

	private final HpaController controller;

	private final Settings settings;

	private final Metric first;

	private final Scaled scaled;

	private final Thread thread;

	private volatile boolean closed;

	/** Why the last sync failed; absent if it did not. */
	private @Nullable String failure;

	private Autoscaler(Hpa hpa, Settings settings, Scaled scaled) {
		this.controller = new HpaController(hpa, settings);
		this.settings = settings;
		this.first = hpa.metrics().getFirst();
		this.scaled = scaled;
		this.thread = Thread.ofPlatform().daemon().name("autoscaler").unstarted(this::loop);
	}

	/**
	 * Starts the syncs. Metrics that are not measured here are left out, and the target
	 * says so.
	 * @param cpuRequested whether the instances have a CPU request
	 * @throws UsageError if the HPA uses no metric that is measured here
	 */
	public static Autoscaler start(Hpa hpa, Settings settings, Scaled scaled, boolean cpuRequested) {
		List<Metric> measured = new ArrayList<>();
		List<String> without = new ArrayList<>();
		for (Metric metric : hpa.metrics()) {
			String reason = unmeasured(metric, cpuRequested);
			if (reason == null) {
				measured.add(metric);
			}
			else {
				without.add("the HPA " + hpa.name() + " uses " + reason);
			}
		}
		if (measured.isEmpty()) {
			throw new UsageError(without.stream().map((text) -> text + ".").toList());
		}
		without.forEach((text) -> scaled.say(text + "; it is decided without it"));
		Autoscaler autoscaler = new Autoscaler(hpa.withMetrics(measured), settings, scaled);
		autoscaler.thread.start();
		return autoscaler;
	}

	/** Why a metric has no value here; absent if it has one. */
	private static @Nullable String unmeasured(Metric metric, boolean cpuRequested) {
		return switch (metric.kind()) {
			case RESOURCE_AVERAGE, RESOURCE_UTILIZATION -> {
				if (!metric.name().equals("cpu")) {
					yield "the resource '" + metric.name() + "', which is not measured here; the resource here is cpu";
				}
				yield (metric.kind() == Metric.Kind.RESOURCE_AVERAGE || cpuRequested) ? null
						: "CPU utilization, which is a share of a CPU request; give the service cpu-request in the"
								+ " fleet file";
			}
			case CONTAINER_AVERAGE, CONTAINER_UTILIZATION ->
				"'" + metric.label() + "', but an instance here is a process without containers";
			case PODS_AVERAGE -> metric.label().equals(REQUESTS) ? null
					: "'" + metric.label() + "', which is not measured here; the Pods metric here is " + REQUESTS;
			case OBJECT_AVERAGE, OBJECT_VALUE, OBJECT_WITHOUT_VALUE, OBJECT_WITHOUT_AVERAGE ->
				"the Object metric '" + metric.label() + "', which nobody measures here; take Pods or Resource";
			case EXTERNAL_AVERAGE, EXTERNAL_VALUE ->
				"the External metric '" + metric.label() + "', which nobody measures here; take Pods or Resource";
		};
	}

	private void loop() {
		long next = System.nanoTime();
		while (!this.closed) {
			sync();
			next += this.settings.syncPeriod().toNanos();
			long wait = next - System.nanoTime();
			if (wait < 0) {
				next = System.nanoTime();
			}
			LockSupport.parkNanos(wait);
		}
	}

	/** A sync that fails is tried again a period later, as the controller does. */
	private void sync() {
		String failed = null;
		try {
			decide(System.nanoTime() / 1e9);
		}
		catch (RuntimeException ex) {
			failed = "the autoscaler's sync failed, replicas stay as they are: " + ex;
		}
		if (!this.closed && !Objects.equals(failed, this.failure)) {
			this.failure = failed;
			say((failed != null) ? failed : "the autoscaler decides again");
		}
	}

	private void say(String text) {
		try {
			this.scaled.say(text);
		}
		catch (RuntimeException ex) {
			// the failure cannot be reported; the next sync is more important
		}
	}

	private void decide(double now) {
		SyncInput seen = new SyncInput(now, this.scaled.replicas(), this.scaled.pods(), Map.of());
		Decision decision = this.controller.decide(seen);
		if (!this.closed) {
			this.scaled.scale(decision.desired(), decision.reason(), decision.current().get(this.first.label()));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}
