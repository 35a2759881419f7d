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
 * Kubernetes: the EndpointSlices of a Service, watched. Who is ready, and who is leaving,
 * is known as soon as the API server tells; while it is silent, those known before stay.
 */
class EndpointSliceDiscovery implements Discovery {

	/** Every watch ends after this, and with it a connection that died without a word. */
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
	 * As the pod reaches its API server: only now are its token and certificate read.
	 */
	static EndpointSliceDiscovery inCluster(Kubernetes properties) {
		return new EndpointSliceDiscovery(client(Config.autoConfigure(null)), properties, LIFETIME);
	}

	/** A client that tells at once that something is wrong, instead of trying again. */
	static KubernetesClient client(Config config) {
		config.setConnectionTimeout(ANSWER_MILLIS);
		config.setRequestTimeout(ANSWER_MILLIS);
		config.setRequestRetryBackoffLimit(0);
		config.setWatchReconnectLimit(0);
		config.setOnlyHttpWatches(true);
		// Its one connection would be taken again and again after it had died.
		config.setHttp2Disable(true);
		return new KubernetesClientBuilder().withConfig(config).build();
	}

	private static String namespace(@Nullable String configured, @Nullable String own) {
		String namespace = (configured != null) ? configured : own;
		if (namespace == null) {
			throw new IllegalStateException(
					"In which namespace the Services are is not known;" + " set marea.discovery.kubernetes.namespace");
		}
		return namespace;
	}

	/**
	 * Waits for the first list, as a caller that knows nobody yet would refuse every
	 * request.
	 * @throws IllegalStateException where it does not come in time
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
