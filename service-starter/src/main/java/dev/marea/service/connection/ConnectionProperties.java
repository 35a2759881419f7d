package dev.marea.service.connection;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds on connections and on slow clients.
 *
 * @param waiting maximum number of connections that wait for their clients, in addition
 * to one for each request that {@code marea.capacity} admits. Above it, the connection
 * that has been idle longest is closed
 * @param patience how long a client may be slower than {@code minimumRate} while it sends
 * a request or reads an answer; then its connection is closed. For idle connections,
 * {@code server.tomcat.keep-alive-timeout} applies
 * @param minimumRate bytes per second that a client must send or read after
 * {@code patience}
 */
@ConfigurationProperties("marea.connections")
@Validated
public record ConnectionProperties(@DefaultValue("1024") @Min(1) int waiting,
		@DefaultValue("10s") @NotNull Duration patience, @DefaultValue("1KB") @NotNull DataSize minimumRate) {
}
