package dev.marea.lab.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
 * Reads the pods' meters and usage through the API server: their own meters every second,
 * the kubelets' every five. If it may not ask the kubelets, it reads
 * {@code metrics.k8s.io}. A source that refuses or is silent for long is reported once,
 * and tried again.
 */
final class Readers implements AutoCloseable {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final int NODES_EVERY = 5;

	private final Access pods = new Access("the pods' own meters (pods/proxy)");

	private final Access nodes = new Access("the kubelets' figures (nodes/proxy)");

	private final Access metrics = new Access("the figures of metrics.k8s.io (pods.metrics.k8s.io)");

	private final KubernetesClient client;

	private final Workload workload;

	private final Cluster cluster;

	private final Consumer<String> says;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final Set<String> underWay = new HashSet<>();

	/** The source of the counters. */
	private @Nullable Access source;

	/** By {@code metrics.k8s.io}; one thread at a time. */
	private Map<String, Reading> metered = new HashMap<>();

	private volatile boolean closed;

	/**
	 * @param says receives messages about the reading itself
	 */
	Readers(KubernetesClient client, Workload workload, Cluster cluster, Consumer<String> says) {
		this.client = client;
		this.workload = workload;
		this.cluster = cluster;
		this.says = says;
	}

	void start() {
		Thread.ofPlatform().daemon().name("kubernetes-readers").start(this::loop);
	}

	private void loop() {
		long next = System.nanoTime();
		for (int round = 0; !this.closed; round++) {
			Map<String, String> pods = this.cluster.answering();
			PodMeters meters = this.workload.meters();
			if (meters != null && this.pods.may(System.nanoTime())) {
				pods.keySet()
					.forEach((pod) -> ask(this.pods, meters.proxied(this.workload.namespace(), pod),
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
		long now = System.nanoTime();
		if (this.nodes.may(now)) {
			new HashSet<>(pods.values())
				.forEach((node) -> ask(this.nodes, "/api/v1/nodes/" + node + "/proxy/metrics/cadvisor",
						(text) -> used(this.nodes, Cadvisor.read(text, namespace))));
		}
		else if (this.metrics.may(now)) {
			ask(this.metrics, "/apis/metrics.k8s.io/v1beta1/namespaces/" + namespace + "/pods", (text) -> {
				this.metered = MetricsApi.read(text, this.metered);
				used(this.metrics, this.metered);
			});
		}
	}

	/**
	 * Asks, but not again before the source has answered. A source without an answer,
	 * such as a pod that ends, is asked again next time.
	 */
	private void ask(Access access, String path, Consumer<String> reader) {
		synchronized (this.underWay) {
			if (!this.closed && this.underWay.add(path)) {
				this.threads.execute(() -> read(access, path, reader));
			}
		}
	}

	/** A fault in one answer must not end the reading, and must be reported. */
	private void read(Access access, String path, Consumer<String> reader) {
		long asked = System.nanoTime();
		String said;
		try {
			String text = this.client.raw(path);
			if (text != null) {
				reader.accept(text);
				said = access.answered(asked, System.nanoTime());
			}
			else {
				said = access.failed(path + " is not there.", System.nanoTime());
			}
		}
		catch (KubernetesClientException ex) {
			String reason = KubernetesPlace.reason(ex);
			said = (ex.getCode() == HttpURLConnection.HTTP_FORBIDDEN) ? access.refused(reason, System.nanoTime())
					: access.failed(reason, System.nanoTime());
		}
		catch (RuntimeException ex) {
			said = access.failed("an answer cannot be read: " + ex, System.nanoTime());
		}
		finally {
			synchronized (this.underWay) {
				this.underWay.remove(path);
			}
		}
		if (said != null && !this.closed) {
			this.says.accept(said);
		}
	}

	private void page(String pod, PodMeters meters, String text) {
		long now = System.nanoTime();
		Set<String> names = new HashSet<>(meters.requests());
		names.addAll(List.of(PodMeters.IN_FLIGHT, PodMeters.CPU_NANOS));
		PrometheusText page = PrometheusText.parse(text, names);
		Double requests = value(meters.requests()
			.stream()
			.map(page::sum)
			.filter(OptionalDouble::isPresent)
			.findFirst()
			.orElse(OptionalDouble.empty()));
		Double inFlight = value(page.sum(PodMeters.IN_FLIGHT));
		Double cpu = value(page.sum(PodMeters.CPU_NANOS));
		this.cluster.used(pod,
				(usage) -> usage.with(new PodUsage.Page(now, (requests != null) ? (Long) requests.longValue() : null,
						(inFlight != null) ? (Integer) inFlight.intValue() : null,
						(cpu != null) ? (Double) (cpu / 1e9) : null)));
	}

	private synchronized void used(Access from, Map<String, Reading> readings) {
		long now = System.nanoTime();
		if (this.source != from) {
			this.source = from;
			this.cluster.forgetNodes();
		}
		readings.forEach((pod, reading) -> this.cluster.used(pod, (usage) -> usage.with(reading, now)));
	}

	private static @Nullable Double value(OptionalDouble value) {
		return value.isPresent() ? (Double) value.getAsDouble() : null;
	}

	@Override
	public void close() {
		synchronized (this.underWay) {
			this.closed = true;
			this.threads.shutdownNow();
		}
	}

}
