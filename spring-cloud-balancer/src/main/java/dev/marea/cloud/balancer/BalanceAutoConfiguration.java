package dev.marea.cloud.balancer;

import java.util.Collections;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;
import org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/**
 * The balancing HTTP client, and this module's load balancer as the default of Spring
 * Cloud LoadBalancer.
 */
@AutoConfiguration(after = RestClientAutoConfiguration.class, before = LoadBalancerAutoConfiguration.class)
@ConditionalOnProperty(name = "spring.cloud.loadbalancer.enabled", matchIfMissing = true)
@EnableConfigurationProperties(BalanceProperties.class)
class BalanceAutoConfiguration {

	/**
	 * Declared by its own type: Spring Cloud's AOT processing replaces beans that are
	 * declared as {@code LoadBalancerClientFactory}.
	 */
	@Bean
	@ConditionalOnMissingBean(LoadBalancerClientFactory.class)
	RunTimeClientFactory loadBalancerClientFactory(LoadBalancerClientsProperties properties,
			ObjectProvider<List<LoadBalancerClientSpecification>> configurations) {
		return new RunTimeClientFactory(properties, configurations.getIfAvailable(Collections::emptyList));
	}

	@Bean
	BalancedClients balancedClients(ReactiveLoadBalancer.Factory<ServiceInstance> factory, BalanceProperties properties,
			ObjectProvider<RestClientBuilderConfigurer> configurers, ObjectProvider<MeterRegistry> meters,
			ObjectProvider<ObservationRegistry> observations) {
		return new BalancedClients(
				new BalancedHttpClient(factory, properties, meters.getIfAvailable(CompositeMeterRegistry::new),
						observations.getIfAvailable(() -> ObservationRegistry.NOOP)),
				() -> builder(configurers.getIfAvailable()));
	}

	private static RestClient.Builder builder(@Nullable RestClientBuilderConfigurer configurer) {
		return (configurer != null) ? configurer.configure(RestClient.builder()) : RestClient.builder();
	}

	@Bean
	static LoadBalancedRestClients.BuilderPostProcessor loadBalancedRestClientPostProcessor(
			ObjectProvider<BalancedClients> clients) {
		return new LoadBalancedRestClients.BuilderPostProcessor(clients);
	}

	@Bean
	LoadBalancedRestClients.GroupConfigurer loadBalancedHttpServiceGroupConfigurer(
			ObjectProvider<BalancedClients> clients) {
		return new LoadBalancedRestClients.GroupConfigurer(clients);
	}

}
