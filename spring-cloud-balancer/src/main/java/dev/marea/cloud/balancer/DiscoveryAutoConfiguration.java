package dev.marea.cloud.balancer;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * {@code marea.discovery} as Spring Cloud's discovery clients.
 */
@AutoConfiguration(before = { CommonsClientAutoConfiguration.class, ReactiveCommonsClientAutoConfiguration.class,
		SimpleDiscoveryClientAutoConfiguration.class, SimpleReactiveDiscoveryClientAutoConfiguration.class })
@ConditionalOnDiscoveryEnabled
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryAutoConfiguration {

	@Bean
	DiscoveredServices discoveredServices(DiscoveryProperties properties) {
		return new DiscoveredServices(new ConfiguredDiscovery(properties));
	}

	@Bean
	@ConditionalOnProperty(name = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
	BalancerDiscoveryClient balancerDiscoveryClient(DiscoveredServices discovered) {
		return new BalancerDiscoveryClient(discovered);
	}

	@Bean
	@ConditionalOnProperty(name = "spring.cloud.discovery.reactive.enabled", matchIfMissing = true)
	BalancerReactiveDiscoveryClient balancerReactiveDiscoveryClient(DiscoveredServices discovered) {
		return new BalancerReactiveDiscoveryClient(discovered);
	}

	@Bean
	DiscoveryInitialized discoveryInitialized(ApplicationContext context) {
		return new DiscoveryInitialized(context);
	}

}
