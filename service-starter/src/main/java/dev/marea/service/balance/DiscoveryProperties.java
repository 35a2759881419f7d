package dev.marea.service.balance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where callers learn who the instances are. A fixed list goes before the folder.
 *
 * @param directory folder with one {@code <service>.json} a service, in the format of
 * Prometheus' {@code file_sd}
 * @param poll how often a file is looked at
 * @param fixed by service, addresses that never change: {@code http://host:port}
 */
@ConfigurationProperties("marea.discovery")
@Validated
public record DiscoveryProperties(@Nullable Path directory, @DefaultValue("100ms") @NotNull Duration poll,
		@DefaultValue Map<String, List<String>> fixed) {

	/**
	 * The fixed list of a service, if it has one. An environment variable cannot spell
	 * the dash of {@code catalog-service}, so names are compared without.
	 */
	@Nullable List<String> fixedFor(String service) {
		return this.fixed.entrySet()
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
