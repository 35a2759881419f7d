package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.marea.cloud.balancer.DiscoveryProperties.Kubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Watches the EndpointSlices of a Service. A change of a pod's readiness is known as soon
 * as the API server reports it. While the API server does not answer, the last list
 * stays.
 */
class EndpointSliceDiscovery implements Discovery {

	/** A watch ends after this time, so that a dead connection is noticed. */
	private static final Duration LIFETIME = Duration.ofMinutes(1);

	private static final int ANSWER_MILLIS = 5000;

	private final KubernetesClient client;

	private final Kubernetes properties;

	private final String namespace;

	private final Duration lifetime;

	private final List<SliceWatch> watches = new CopyOnWriteArrayList<>();

	EndpointSliceDiscovery(KubernetesClient client, Kubernetes properties, Duration lifetime) {
		this.client = client;
		this.properties = properties;
		this.namespace = namespace(properties.namespace(), client.getNamespace());
		this.lifetime = lifetime;
	}

	/**
	 * Uses the pod's token and certificate, which are read now and not when the class is
	 * loaded.
	 */
	static EndpointSliceDiscovery inCluster(Kubernetes properties) {
		return new EndpointSliceDiscovery(client(Config.autoConfigure(null)), properties, LIFETIME);
	}

	/** A client without retries of its own: {@link SliceWatch} retries. */
	static KubernetesClient client(Config config) {
		config.setConnectionTimeout(ANSWER_MILLIS);
		config.setRequestTimeout(ANSWER_MILLIS);
		config.setRequestRetryBackoffLimit(0);
		config.setWatchReconnectLimit(0);
		config.setOnlyHttpWatches(true);
		// HTTP/2 would reuse its only connection after it broke.
		config.setHttp2Disable(true);
		return new KubernetesClientBuilder().withConfig(config).build();
	}

	private static String namespace(@Nullable String configured, @Nullable String own) {
		String namespace = (configured != null) ? configured : own;
		if (namespace == null) {
			throw new IllegalStateException(
					"The namespace of the Services is not known; set marea.discovery.kubernetes.namespace");
		}
		return namespace;
	}

	/**
	 * Waits for the first list: without one, every request would fail.
	 * @throws IllegalStateException if the list does not arrive in time
	 */
	@Override
	public void follow(String service, Consumer<List<Instance>> listener) {
		SliceWatch watch = new SliceWatch(this.client, this.namespace, this.properties.nameOf(service),
				this.properties.port(), this.lifetime, listener);
		this.watches.add(watch);
		watch.start(this.properties.firstList());
	}

	@Override
	public void close() {
		this.watches.forEach(SliceWatch::close);
		this.client.close();
	}

}
