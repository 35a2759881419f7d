package dev.marea.cloud.balancer;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientConfiguration;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClientSpecification;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.AnnotationConfigRegistry;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Creates the context of each service at run time, even with Spring AOT. With AOT, the
 * superclass has contexts only for services that are known at build time. This module's
 * configuration comes after the user's and before Spring Cloud's, so that the user's load
 * balancer takes precedence.
 */
class RunTimeClientFactory extends LoadBalancerClientFactory {

	private @Nullable ApplicationContext parent;

	RunTimeClientFactory(LoadBalancerClientsProperties properties,
			List<LoadBalancerClientSpecification> configurations) {
		super(properties);
		setConfigurations(configurations);
	}

	@Override
	public void setApplicationContext(ApplicationContext parent) {
		super.setApplicationContext(parent);
		this.parent = parent;
	}

	/** The superclass would return a factory of its own class. */
	@Override
	public LoadBalancerClientFactory withApplicationContextInitializers(Map<String, Object> initializers) {
		return this;
	}

	@Override
	public GenericApplicationContext buildContext(String name) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource(NAMESPACE, Map.of(PROPERTY_NAME, name)));
		if (this.parent != null) {
			context.setParent(this.parent);
			context.setClassLoader(this.parent.getClassLoader());
		}
		context.setDisplayName(generateDisplayName(name));
		return context;
	}

	@Override
	public void registerBeans(String name, GenericApplicationContext context) {
		AnnotationConfigRegistry registry = (AnnotationConfigRegistry) context;
		LoadBalancerClientSpecification own = getConfigurations().get(name);
		if (own != null) {
			register(registry, own);
		}
		getConfigurations().forEach((key, specification) -> {
			if (key.startsWith("default.")) {
				register(registry, specification);
			}
		});
		registry.register(PropertyPlaceholderAutoConfiguration.class, BalancerClientConfiguration.class,
				LoadBalancerClientConfiguration.class);
	}

	private static void register(AnnotationConfigRegistry registry, LoadBalancerClientSpecification specification) {
		for (Class<?> configuration : specification.getConfiguration()) {
			registry.register(configuration);
		}
	}

}
