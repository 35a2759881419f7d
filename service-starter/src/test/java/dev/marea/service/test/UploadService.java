package dev.marea.service.test;

import dev.marea.service.identity.AccessRules;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * A real service with the starter and one controller. It accepts bodies of up to 256 KB
 * at {@code POST /orders} and answers with their length.
 */
public class UploadService implements AutoCloseable {

	private final ServletWebServerApplicationContext context;

	public UploadService() {
		// Ignores the application.yaml of the module under test.
		this.context = (ServletWebServerApplicationContext) new SpringApplication(Uploads.class).run(
				"--spring.config.name=none", "--spring.application.name=upload-service", "--server.port=0",
				"--management.server.port=0", "--marea.drain-delay=0s",
				"--marea.identity.public-keys=" + TestIdentity.publicKey(), "--spring.autoconfigure.exclude="
						+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
	}

	public int port() {
		return this.context.getWebServer().getPort();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Uploads {

		@Bean
		AccessRules rules() {
			return (requests) -> requests.requestMatchers("/orders")
				.permitAll()
				.requestMatchers("/orders/closed")
				.hasAuthority("SCOPE_none:has");
		}

		@PostMapping({ "/orders", "/orders/closed" })
		int upload(@RequestBody byte[] body) {
			return body.length;
		}

	}

}
