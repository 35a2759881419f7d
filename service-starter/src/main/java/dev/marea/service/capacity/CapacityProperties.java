package dev.marea.service.capacity;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds on the requests that one instance serves.
 *
 * @param concurrency maximum number of requests served at once; 0 means no limit
 * @param queue maximum number of requests that wait for a permit; further requests are
 * refused at once
 * @param queueTimeout longest wait for a permit; then the request is refused
 * @param streams maximum number of further requests with a streamed body or answer (over
 * 64 KB), which may wait for their clients
 * @param readWait ({@code marea.capacity.wait}) artificial delay of reads, as on a slower
 * backend. It shows how capacity scales; 0 turns it off
 */
@ConfigurationProperties("marea.capacity")
@Validated
public record CapacityProperties(@DefaultValue("0") @Min(0) int concurrency, @DefaultValue("64") @Min(0) int queue,
		@DefaultValue("1s") @NotNull Duration queueTimeout, @DefaultValue("16") @Min(1) int streams,
		@Name("wait") @DefaultValue("0s") @NotNull Duration readWait) {
}
