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
 * Adds {@code marea-defaults.yaml} with the lowest precedence. The file has the settings
 * that all services share, and each service may override them. Also adds
 * {@code marea.heap.*}: bounds that are computed from the heap size.
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
