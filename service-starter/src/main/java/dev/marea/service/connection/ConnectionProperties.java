package dev.marea.service.connection;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
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
 * @param buffer size of the kernel's buffers for each direction of a connection, 4 KB to
 * 16 MB. A client at a distance of 100 ms gets at most ten times as much a second
 */
@ConfigurationProperties("marea.connections")
@Validated
public record ConnectionProperties(@DefaultValue("1024") @Min(1) int waiting,
		@DefaultValue("10s") @NotNull Duration patience, @DefaultValue("1KB") @NotNull DataSize minimumRate,
		@DefaultValue("64KB") @NotNull DataSize buffer) {

	public ConnectionProperties {
		Assert.isTrue(buffer.toKilobytes() >= 4 && buffer.toMegabytes() <= 16,
				() -> "marea.connections.buffer must be between 4KB and 16MB, but is " + buffer);
	}

}
