package dev.marea.cloud.balancer;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

@AutoConfiguration(after = RestClientAutoConfiguration.class)
@EnableConfigurationProperties(BalanceProperties.class)
class BalanceAutoConfiguration {

	@Bean
	BalancedClients balancedClients(BalanceProperties properties, Discovery discovery,
			ObjectProvider<RestClient.Builder> builders, MeterRegistry meters) {
		return new BalancedClients(properties, discovery, builders::getObject, meters);
	}

	/**
	 * Apart, because Spring registers the classes of one annotation in any order: what is
	 * generated ahead of time would differ from build to build, and so would the images.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(DiscoveryProperties.class)
	static class DiscoveryConfiguration {

		@Bean
		Discovery discovery(DiscoveryProperties properties) {
			return new ConfiguredDiscovery(properties);
		}

	}

}
