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
 * How large a request's body may be.
 *
 * @param limit for every request that {@code limits} and {@code paths} do not name
 * @param limits by media type without parameters, such as {@code "[text/csv]": 5MB}
 * @param paths by the begin of the path, such as {@code "[/api/]": 6MB}; the longest that
 * fits applies
 * @param intake bodies up to this size are read before the request gets a permit; larger
 * ones are streamed
 * @param discardTimeout how long the rest of a body is read and discarded that a caller
 * still sends after its answer, so that the answer is not lost in a reset of the
 * connection; {@code server.tomcat.max-swallow-size} bounds the bytes
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
