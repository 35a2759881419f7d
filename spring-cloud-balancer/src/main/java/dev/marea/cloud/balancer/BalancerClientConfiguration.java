package dev.marea.cloud.balancer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryProperties;
import org.springframework.cloud.loadbalancer.core.ReactorLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.cloud.loadbalancer.support.LoadBalancerEnvironmentPropertyUtils;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Beans of one service's context; the user's own beans take precedence.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnDiscoveryEnabled
class BalancerClientConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(BalancerClientConfiguration.class);

	/**
	 * The list from {@code marea.discovery}. Spring Cloud's discovery clients provide it
	 * instead if {@code marea.discovery} has no source for the service. They also take
	 * precedence if {@code spring.cloud.discovery.client.simple.instances} names the
	 * service.
	 */
	@Bean
	@ConditionalOnMissingBean
	@Conditional(DefaultConfigurations.class)
	ServiceInstanceListSupplier discoveredInstanceListSupplier(ConfigurableApplicationContext context,
			ObjectProvider<DiscoveredServices> discovered, ObjectProvider<SimpleDiscoveryProperties> simple) {
		String service = LoadBalancerClientFactory.getName(context.getEnvironment());
		DiscoveredServices services = discovered.getIfAvailable();
		if (services != null && (services.fixes(service) || (services.covers(service) && !names(simple, service)))) {
			return new DiscoveredInstanceListSupplier(service, services);
		}
		logger.info("The instances of {} come from Spring Cloud's discovery clients", service);
		// Blocking clients first, because few discovery clients have a reactive variant.
		boolean blocking = context.getBeanProvider(DiscoveryClient.class).stream().findAny().isPresent();
		return blocking ? ServiceInstanceListSupplier.builder().withBlockingDiscoveryClient().build(context)
				: ServiceInstanceListSupplier.builder().withDiscoveryClient().build(context);
	}

	private static boolean names(ObjectProvider<SimpleDiscoveryProperties> simple, String service) {
		SimpleDiscoveryProperties properties = simple.getIfAvailable();
		return properties != null && properties.getInstances().containsKey(service);
	}

	@Bean
	@ConditionalOnMissingBean(ReactorLoadBalancer.class)
	@ConditionalOnBean(BalanceProperties.class)
	PerRequestLoadBalancer perRequestLoadBalancer(ConfigurableApplicationContext context,
			ObjectProvider<ServiceInstanceListSupplier> instances, BalanceProperties properties,
			ObjectProvider<MeterRegistry> meters) {
		MeterRegistry registry = meters.getIfAvailable(CompositeMeterRegistry::new);
		PerRequestLoadBalancer balancer = new PerRequestLoadBalancer(instances.getObject(), properties, registry);
		String service = LoadBalancerClientFactory.getName(context.getEnvironment());
		Gauge.builder("marea.balance.instances", balancer, PerRequestLoadBalancer::size)
			.description("Instances that can get the next request")
			.tag("service", service)
			.register(registry);
		Gauge.builder("marea.balance.ejected", balancer, PerRequestLoadBalancer::ejected)
			.description("Listed instances that are ejected")
			.tag("service", service)
			.register(registry);
		return balancer;
	}

	/**
	 * Holds unless {@code spring.cloud.loadbalancer.configurations} selects Spring
	 * Cloud's own suppliers.
	 */
	static class DefaultConfigurations implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return LoadBalancerEnvironmentPropertyUtils.equalToOrMissingForClientOrDefault(context.getEnvironment(),
					"configurations", "default");
		}

	}

}
