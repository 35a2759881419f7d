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
 * Where callers learn who the instances are. A fixed list goes before a name, a name
 * before Kubernetes, Kubernetes before the folder.
 *
 * @param directory folder with one {@code <service>.json} a service, in the format of
 * Prometheus' {@code file_sd}
 * @param poll how often a file is looked at
 * @param fixed by service, addresses that never change: {@code http://host:port}
 * @param dns by service, names that stand for the addresses of all its instances
 * @param dnsPeriod how often a name is resolved, and each instance asked for its
 * readiness
 * @param kubernetes whether EndpointSlices are watched
 */
@ConfigurationProperties("marea.discovery")
@Validated
public record DiscoveryProperties(@Nullable Path directory, @DefaultValue("100ms") @NotNull Duration poll,
		@DefaultValue Map<String, List<String>> fixed, @DefaultValue Map<String, @Valid Name> dns,
		@DefaultValue("1s") @NotNull Duration dnsPeriod, @DefaultValue @NotNull @Valid Kubernetes kubernetes) {

	/**
	 * A name and the ports of what it stands for.
	 */
	public record Name(@NotBlank String host, @Min(1) @Max(65535) int port, @Min(1) @Max(65535) int managementPort) {
	}

	/**
	 * The instances of a Service, as its EndpointSlices tell them.
	 *
	 * @param enabled whether the API server is asked; its address and the token are those
	 * of the pod
	 * @param namespace where the Services are; the pod's own unless given
	 * @param services by service, the name of its Service; the service's own unless given
	 * @param port name of the Service's port
	 * @param firstList how long a start waits to learn who the instances are; then it
	 * fails
	 */
	public record Kubernetes(@DefaultValue("false") boolean enabled, @Nullable String namespace,
			@DefaultValue Map<String, String> services, @DefaultValue("http") @NotBlank String port,
			@DefaultValue("30s") @NotNull Duration firstList) {

		/** The Kubernetes Service that a service is called by. */
		String nameOf(String service) {
			return Objects.requireNonNullElse(find(this.services, service), service);
		}

	}

	/** The fixed list of a service, if it has one. */
	@Nullable List<String> fixedFor(String service) {
		return find(this.fixed, service);
	}

	/** The name of a service, if it has one. */
	@Nullable Name nameOf(String service) {
		return find(this.dns, service);
	}

	/**
	 * An environment variable cannot spell the dash of {@code catalog-service}, so names
	 * are compared without.
	 */
	private static <T> @Nullable T find(Map<String, T> byService, String service) {
		return byService.entrySet()
			.stream()
			.filter((entry) -> plain(entry.getKey()).equals(plain(service)))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private static String plain(String service) {
		return service.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
	}

}
