package dev.marea.service.capacity;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.validation.annotation.Validated;

/**
 * What one instance serves at most.
 *
 * @param concurrency requests served at once; 0 means no limit
 * @param queue requests that may wait for a permit; more are refused at once
 * @param queueTimeout how long one waits before it is refused
 * @param streams requests that may be served besides while they wait for their clients:
 * with a body, or an answer, of more than 64 KB
 * @param readWait ({@code marea.capacity.wait}) how long reads of the data wait, as they
 * would on a slower backend; for showing how capacity scales, 0 otherwise
 */
@ConfigurationProperties("marea.capacity")
@Validated
public record CapacityProperties(@DefaultValue("0") @Min(0) int concurrency, @DefaultValue("64") @Min(0) int queue,
		@DefaultValue("1s") @NotNull Duration queueTimeout, @DefaultValue("16") @Min(1) int streams,
		@Name("wait") @DefaultValue("0s") @NotNull Duration readWait) {
}
