package dev.marea.service.body;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds on request bodies.
 *
 * @param limit maximum size for requests that {@code limits} and {@code paths} do not
 * name
 * @param limits maximum size by media type without parameters, such as
 * {@code "[text/csv]": 5MB}
 * @param paths maximum size by prefix of the path, such as {@code "[/api/]": 6MB}; the
 * longest matching prefix applies
 * @param intake bodies up to this size are read before the request gets a permit; larger
 * ones are streamed
 * @param discardTimeout how long the service discards the rest of a body after the
 * answer. Without this, a connection reset could destroy the answer;
 * {@code server.tomcat.max-swallow-size} bounds the bytes
 */
@ConfigurationProperties("marea.body")
@Validated
public record BodyProperties(@DefaultValue("256KB") @NotNull DataSize limit, @DefaultValue Map<String, DataSize> limits,
		@DefaultValue Map<String, DataSize> paths, @DefaultValue("64KB") @NotNull DataSize intake,
		@DefaultValue("10s") @NotNull Duration discardTimeout) {

	DataSize limitOf(String path) {
		return this.paths.entrySet()
			.stream()
			.filter((entry) -> path.startsWith(entry.getKey()))
			.max(Comparator.comparingInt((entry) -> entry.getKey().length()))
			.map(Map.Entry::getValue)
			.orElse(this.limit);
	}

}
