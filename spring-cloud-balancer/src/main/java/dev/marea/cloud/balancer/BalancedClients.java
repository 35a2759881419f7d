package dev.marea.cloud.balancer;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.hc.client5.http.classic.HttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Clients of other services. The host of a request names the service; each request goes
 * to an instance that the service's load balancer chooses.
 */
public class BalancedClients implements SmartInitializingSingleton, AutoCloseable {

	private final BalancedHttpClient http;

	private final ClientHttpRequestFactory requests;

	private final Supplier<RestClient.Builder> builders;

	/** Services to follow as soon as all beans exist; null from then on. */
	private @Nullable Set<String> requested = new LinkedHashSet<>();

	BalancedClients(BalancedHttpClient http, Supplier<RestClient.Builder> builders) {
		this.http = http;
		this.requests = new BufferingClientHttpRequestFactory(new HttpComponentsClientHttpRequestFactory(http));
		this.builders = builders;
	}

	/**
	 * A client whose relative URIs are those of the service. Bodies of requests and
	 * answers are held in memory. Without an instance or an answer, its calls throw a
	 * {@link org.springframework.web.client.ResourceAccessException}.
	 */
	public RestClient client(String service) {
		follow(service);
		return this.builders.get().baseUrl("http://" + service).requestFactory(this.requests).build();
	}

	/**
	 * For a {@code RestClient} or {@code RestTemplate} whose URIs have the service as
	 * host. Bodies of requests and answers are held in memory.
	 */
	public ClientHttpRequestFactory requestFactory() {
		return this.requests;
	}

	/**
	 * Learns the instances of a service before its first request. During the
	 * application's start, this happens once all beans exist, and the start fails without
	 * an instance list.
	 * @throws IllegalStateException if the instance list is not available now
	 */
	public void follow(String service) {
		synchronized (this) {
			if (this.requested != null) {
				this.requested.add(service);
				return;
			}
		}
		followNow(service);
	}

	/**
	 * Waits until all beans exist, because a service's context publishes events to the
	 * listeners of this context.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		Set<String> services;
		synchronized (this) {
			services = (this.requested != null) ? this.requested : Set.of();
			this.requested = null;
		}
		services.forEach(this::followNow);
	}

	private void followNow(String service) {
		try {
			this.http.service(service);
		}
		catch (NoInstanceException ex) {
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	/**
	 * The underlying HTTP client, for bodies that are too large for memory. The caller
	 * must close answers.
	 */
	public HttpClient http() {
		return this.http;
	}

	@Override
	public void close() throws Exception {
		this.http.close();
	}

}
