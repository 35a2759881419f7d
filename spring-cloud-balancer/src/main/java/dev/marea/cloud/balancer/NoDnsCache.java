package dev.marea.cloud.balancer;

import java.security.Security;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Turns the JVM's DNS cache off: the JVM would keep addresses for 30 s, but instances
 * change within seconds. The JVM reads the setting when it resolves its first name, so it
 * is set as early as possible.
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
