package dev.marea.service.warmup;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an instance asks itself before it says ready.
 *
 * @param paths paths with query, sent with GET
 * @param rounds how often all of them are sent
 * @param timeout when the warm-up ends at the latest, done or not
 */
@ConfigurationProperties("marea.warm-up")
@Validated
public record WarmUpProperties(@DefaultValue List<String> paths, @DefaultValue("10") @Min(0) int rounds,
		@DefaultValue("10s") @NotNull Duration timeout) {
}
