package dev.marea.service.connection;

import dev.marea.service.capacity.CapacityProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
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
			factory.setProtocol(BoundedProtocol.class.getName());
			factory.addConnectorCustomizers((connector) -> {
				if (connector.getProtocolHandler() instanceof BoundedProtocol protocol) {
					protocol.bounded().bound(most(properties, capacity), properties, evicted, slow);
				}
			});
		};
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
