package dev.marea.service.connection;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How many connections an instance keeps, and how long it waits for their clients.
 *
 * @param waiting connections that may wait for their clients, besides one for each
 * request that {@code marea.capacity} admits; when there are more, the one that has been
 * idle longest is closed
 * @param patience how long a client may be slower than {@code minimumRate} while it sends
 * a request or reads an answer; its connection is closed then. Idle connections have
 * {@code server.tomcat.keep-alive-timeout}
 * @param minimumRate bytes that a client must send or take per second once it has used up
 * the patience
 */
@ConfigurationProperties("marea.connections")
@Validated
public record ConnectionProperties(@DefaultValue("1024") @Min(1) int waiting,
		@DefaultValue("10s") @NotNull Duration patience, @DefaultValue("1KB") @NotNull DataSize minimumRate) {
}
