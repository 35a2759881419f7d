package dev.marea.cloud.balancer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Sources of the instance lists. A fixed list takes precedence over a DNS name, a DNS
 * name over Kubernetes, and Kubernetes over the folder.
 *
 * @param directory folder with a file {@code <service>.json} for each service, in the
 * format of Prometheus' {@code file_sd}
 * @param poll how often a file is checked for changes
 * @param fixed fixed addresses by service: {@code http://host:port}
 * @param dns DNS name by service; it resolves to the addresses of all instances
 * @param dnsPeriod how often a name is resolved and the readiness of each address checked
 * @param kubernetes whether EndpointSlices are watched
 */
@ConfigurationProperties("marea.discovery")
@Validated
public record DiscoveryProperties(@Nullable Path directory, @DefaultValue("100ms") @NotNull Duration poll,
		@DefaultValue Map<String, List<String>> fixed, @DefaultValue Map<String, @Valid Name> dns,
		@DefaultValue("1s") @NotNull Duration dnsPeriod, @DefaultValue @NotNull @Valid Kubernetes kubernetes) {

	/**
	 * A name that resolves to instances, and their ports.
	 *
	 * @param host the name
	 * @param port service port of each instance
	 * @param managementPort port of the readiness check
	 * @param readinessPath path of the readiness check; an instance is ready if it
	 * answers 2xx within 1 s
	 */
	public record Name(@NotBlank String host, @Min(1) @Max(65535) int port, @Min(1) @Max(65535) int managementPort,
			@DefaultValue("/actuator/health/readiness") @NotBlank String readinessPath) {
	}

	/**
	 * The EndpointSlices of a Service.
	 *
	 * @param enabled whether the API server is asked; its address and the token come from
	 * the pod
	 * @param namespace namespace of the Services; by default the pod's own
	 * @param services by service, the name of its Service; by default the service's name
	 * @param port name of the Service's port
	 * @param firstList how long a start waits for the first list; then it fails
	 */
	public record Kubernetes(@DefaultValue("false") boolean enabled, @Nullable String namespace,
			@DefaultValue Map<String, String> services, @DefaultValue("http") @NotBlank String port,
			@DefaultValue("30s") @NotNull Duration firstList) {

		/** The name of a service's Kubernetes Service. */
		String nameOf(String service) {
			return Objects.requireNonNullElse(find(this.services, service), service);
		}

	}

	/** The fixed list of a service; null without one. */
	@Nullable List<String> fixedFor(String service) {
		return find(this.fixed, service);
	}

	/** The DNS name of a service; null without one. */
	@Nullable Name nameOf(String service) {
		return find(this.dns, service);
	}

	/**
	 * Compares names without dashes, because the name of an environment variable cannot
	 * contain a dash.
	 */
	private static <T> @Nullable T find(Map<String, T> byService, String service) {
		return byService.entrySet()
			.stream()
			.filter((entry) -> plain(entry.getKey()).equals(plain(service)))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/** A service's name without dashes, for comparisons. */
	static String plain(String service) {
		return service.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
	}

}
