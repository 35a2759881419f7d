package dev.marea.cloud.balancer;

import java.security.Security;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * A name stands for other addresses from one second to the next. The JVM would remember
 * them for 30 s, and takes notice of its setting only before the first name is resolved.
 */
class NoDnsCache implements EnvironmentPostProcessor, Ordered {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Security.setProperty("networkaddress.cache.ttl", "0");
		Security.setProperty("networkaddress.cache.negative.ttl", "0");
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
