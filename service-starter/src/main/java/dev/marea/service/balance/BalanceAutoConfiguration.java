package dev.marea.service.balance;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

@AutoConfiguration(after = RestClientAutoConfiguration.class)
@EnableConfigurationProperties({ BalanceProperties.class, DiscoveryProperties.class })
class BalanceAutoConfiguration {

	@Bean
	Discovery discovery(DiscoveryProperties properties) {
		return new ConfiguredDiscovery(properties);
	}

	@Bean
	BalancedClients balancedClients(BalanceProperties properties, Discovery discovery,
			ObjectProvider<RestClient.Builder> builders, MeterRegistry meters) {
		return new BalancedClients(properties, discovery, builders::getObject, meters);
	}

}
