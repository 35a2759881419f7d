package dev.marea.gateway.client;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ClientConfiguration {

	/** The valve comes first, so that all others see the client's address. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> forwarding(ProxyProperties properties) {
		ForwardingValve valve = new ForwardingValve(properties);
		return (factory) -> factory.addEngineValves(valve);
	}

}
