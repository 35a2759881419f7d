package dev.marea.service.connection;

import dev.marea.service.capacity.CapacityProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Bounds the connections of the service's port. The management port stays as it is.
 */
@AutoConfiguration
@EnableConfigurationProperties({ ConnectionProperties.class, CapacityProperties.class })
class ConnectionAutoConfiguration {

	/** Maximum number of connections without a capacity limit; Tomcat's default. */
	private static final int UNLIMITED = 8192;

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedConnections(ConnectionProperties properties,
			CapacityProperties capacity, MeterRegistry meters) {
		Runnable evicted = closed(meters, "evicted");
		Runnable slow = closed(meters, "slow");
		return (factory) -> {
			refuseHttp2(factory.getHttp2());
			factory.setProtocol(BoundedProtocol.class.getName());
			factory.addConnectorCustomizers((connector) -> {
				if (connector.getProtocolHandler() instanceof BoundedProtocol protocol) {
					protocol.bounded().bound(most(properties, capacity), properties, evicted, slow);
				}
			});
		};
	}

	/**
	 * The bounds count the bytes of a connection. With HTTP/2, the streams of a
	 * connection share these bytes, so a slow client would escape the bounds.
	 */
	private static void refuseHttp2(@Nullable Http2 http2) {
		if (http2 != null && http2.isEnabled()) {
			throw new InvalidConfigurationPropertyValueException("server.http2.enabled", true,
					"The bounds on slow clients need HTTP/1.1. Let the load balancer in front accept HTTP/2.");
		}
	}

	private static int most(ConnectionProperties properties, CapacityProperties capacity) {
		int serving = (capacity.concurrency() == 0) ? UNLIMITED : capacity.concurrency() + capacity.queue();
		return properties.waiting() + serving;
	}

	private static Runnable closed(MeterRegistry meters, String reason) {
		return Counter.builder("marea.connections.closed")
			.description("Connections closed because there were too many or because the client was too slow")
			.tag("reason", reason)
			.register(meters)::increment;
	}

}
