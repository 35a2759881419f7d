package dev.marea.lab.kubernetes;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.marea.lab.observe.PrometheusText;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the pods did and used, all through the API server: their own pages every
 * second, the kubelets' every five, and {@code metrics.k8s.io} where the kubelets may not
 * be asked. Whoever forbids it is not asked again.
 */
final class Readers implements AutoCloseable {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final int NODES_EVERY = 5;

	private static final int FORBIDDEN = 403;

	private final KubernetesClient client;

	private final Workload workload;

	private final Cluster cluster;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Set<String> underWay = new HashSet<>();

	private final Set<String> forbidden = new HashSet<>();

	/** By {@code metrics.k8s.io}; one thread at a time. */
	private Map<String, Reading> metered = new HashMap<>();

	private volatile boolean closed;

	Readers(KubernetesClient client, Workload workload, Cluster cluster) {
		this.client = client;
		this.workload = workload;
		this.cluster = cluster;
	}

	void start() {
		Thread.ofPlatform().daemon().name("kubernetes-readers").start(this::loop);
	}

	private void loop() {
		long next = System.nanoTime();
		for (int round = 0; !this.closed; round++) {
			Map<String, String> pods = this.cluster.answering();
			Meters meters = this.workload.meters();
			if (meters != null) {
				pods.keySet()
					.forEach((pod) -> ask("pods", meters.proxied(this.workload.namespace(), pod),
							(text) -> page(pod, meters, text)));
			}
			if (round % NODES_EVERY == 0) {
				nodes(pods);
			}
			next += PERIOD.toNanos();
			LockSupport.parkNanos(next - System.nanoTime());
		}
	}

	private void nodes(Map<String, String> pods) {
		String namespace = this.workload.namespace();
		if (may("nodes")) {
			new HashSet<>(pods.values())
				.forEach((node) -> ask("nodes", "/api/v1/nodes/" + node + "/proxy/metrics/cadvisor",
						(text) -> used(Cadvisor.read(text, namespace))));
		}
		else {
			ask("metrics", "/apis/metrics.k8s.io/v1beta1/namespaces/" + namespace + "/pods", (text) -> {
				this.metered = MetricsApi.read(text, this.metered);
				used(this.metered);
			});
		}
	}

	private boolean may(String kind) {
		synchronized (this.underWay) {
			return !this.forbidden.contains(kind);
		}
	}

	/**
	 * Asks, but not again before it has answered. What does not answer is asked again
	 * next time: a pod that ends, a node that is away.
	 */
	private void ask(String kind, String path, Consumer<String> reader) {
		synchronized (this.underWay) {
			if (this.closed || this.forbidden.contains(kind) || !this.underWay.add(path)) {
				return;
			}
		}
		this.threads.execute(() -> {
			try {
				String text = this.client.raw(path);
				if (text != null) {
					reader.accept(text);
				}
			}
			catch (KubernetesClientException ex) {
				if (ex.getCode() == FORBIDDEN) {
					synchronized (this.underWay) {
						this.forbidden.add(kind);
					}
				}
			}
			finally {
				synchronized (this.underWay) {
					this.underWay.remove(path);
				}
			}
		});
	}

	private void page(String pod, Meters meters, String text) {
		long now = System.nanoTime();
		PrometheusText page = PrometheusText.parse(text, Set.of(meters.requests(), Meters.IN_FLIGHT, Meters.CPU_NANOS));
		Double requests = value(page.sum(meters.requests()));
		Double inFlight = value(page.sum(Meters.IN_FLIGHT));
		Double cpu = value(page.sum(Meters.CPU_NANOS));
		this.cluster.used(pod,
				(usage) -> usage.with(new Usage.Page(now, (requests != null) ? (Long) requests.longValue() : null,
						(inFlight != null) ? (Integer) inFlight.intValue() : null,
						(cpu != null) ? (Double) (cpu / 1e9) : null)));
	}

	private void used(Map<String, Reading> readings) {
		long now = System.nanoTime();
		readings.forEach((pod, reading) -> this.cluster.used(pod, (usage) -> usage.with(reading, now)));
	}

	private static @Nullable Double value(OptionalDouble value) {
		return value.isPresent() ? (Double) value.getAsDouble() : null;
	}

	@Override
	public void close() {
		this.closed = true;
		this.threads.shutdownNow();
	}

}
