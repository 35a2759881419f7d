package dev.marea.cloud.balancer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.hc.client5.http.classic.HttpClient;

import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Clients of other services. Each request goes to an instance of its own choosing.
 */
public class BalancedClients implements AutoCloseable {

	private final BalanceProperties properties;

	private final Discovery discovery;

	private final Supplier<RestClient.Builder> builders;

	private final MeterRegistry meters;

	private final Map<String, Balancer> balancers = new ConcurrentHashMap<>();

	private final BalancedHttpClient http;

	BalancedClients(BalanceProperties properties, Discovery discovery, Supplier<RestClient.Builder> builders,
			MeterRegistry meters) {
		this.properties = properties;
		this.discovery = discovery;
		this.builders = builders;
		this.meters = meters;
		this.http = new BalancedHttpClient(this::balancer, new Connections(properties), properties.retries(),
				meters.counter("marea.balance.retries")::increment);
	}

	/**
	 * A client whose relative URIs are those of the service. Where there is no instance
	 * or no answer, it throws a
	 * {@link org.springframework.web.client.ResourceAccessException}. Bodies of requests
	 * and answers are held in memory.
	 */
	public RestClient client(String service) {
		follow(service);
		return this.builders.get()
			.baseUrl("http://" + service)
			.requestFactory(
					new BufferingClientHttpRequestFactory(new HttpComponentsClientHttpRequestFactory(this.http)))
			.build();
	}

	/**
	 * Learns who the instances of a service are, rather than with its first request.
	 * @throws IllegalStateException where that cannot be known now
	 */
	public void follow(String service) {
		balancer(service);
	}

	/**
	 * The client below, for what is too large for memory: the host of a request names the
	 * service. Answers must be closed.
	 */
	public HttpClient http() {
		return this.http;
	}

	private Balancer balancer(String service) {
		// Not computeIfAbsent at once: that locks even where there is nothing to compute.
		Balancer known = this.balancers.get(service);
		return (known != null) ? known : this.balancers.computeIfAbsent(service, this::newBalancer);
	}

	private Balancer newBalancer(String service) {
		Balancer balancer = new Balancer(this.properties.policy(), this.properties.slowStart(),
				this.properties.ejection(), System::nanoTime);
		this.discovery.follow(service, balancer::update);
		Gauge.builder("marea.balance.instances", balancer, Balancer::size)
			.description("Instances that may get the next request")
			.tag("service", service)
			.register(this.meters);
		return balancer;
	}

	@Override
	public void close() throws Exception {
		this.http.close();
		this.discovery.close();
	}

}
