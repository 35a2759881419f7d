package dev.marea.service.warmup;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Requests that an instance sends to itself before it is ready.
 *
 * @param paths paths with query; the method is GET
 * @param rounds number of rounds; each sends all paths
 * @param timeout longest duration of the warm-up
 */
@ConfigurationProperties("marea.warm-up")
@Validated
public record WarmUpProperties(@DefaultValue List<String> paths, @DefaultValue("10") @Min(0) int rounds,
		@DefaultValue("10s") @NotNull Duration timeout) {
}
