package dev.marea.service;

import java.io.IOException;
import java.io.UncheckedIOException;

import dev.marea.service.memory.HeapShares;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Puts {@code marea-defaults.yaml} below every other configuration: what all services do
 * alike stands in one file, and each may say otherwise. Their bounds depend on the heap:
 * {@code marea.heap.*} are properties too.
 */
class ServiceDefaults implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("marea-heap", HeapShares.of(Runtime.getRuntime().maxMemory()).properties()));
		try {
			new YamlPropertySourceLoader().load("marea-defaults", new ClassPathResource("marea-defaults.yaml"))
				.forEach(environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
