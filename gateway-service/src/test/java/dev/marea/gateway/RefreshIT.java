package dev.marea.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.service.test.TestIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests Spring Cloud's refresh, which is off by default. Routes come from a file that
 * changes while the gateway runs.
 */
class RefreshIT {

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	@Test
	void takes_the_routes_of_a_file_that_changed_and_closes_them_by_default() throws Exception {
		Path routes = Files.writeString(this.directory.resolve("routes.yaml"), "# none\n");
		try (StubInstance catalog = new StubInstance("catalog-service-1")) {
			discover("catalog-service", catalog);
			discover("order-service", catalog);
			try (ConfigurableApplicationContext gateway = gateway(routes)) {
				assertThat(status(gateway, "GET", "local.server.port", "/api/categories")).isEqualTo(404);
				Files.writeString(routes, """
						spring.cloud.gateway.server.webmvc.routes-map:
						  categories:
						    uri: http://catalog-service
						    predicates: [Path=/api/categories/**]
						    filters: ["MapPath=/api/categories, /products/categories"]
						    metadata: {public: GET}
						  reservations:
						    uri: http://catalog-service
						    predicates: [Path=/api/reservations/**]
						    filters: [Breaker=new, Bulkhead=new, "MapPath=/api/reservations, /reservations"]
						""");
				assertThat(status(gateway, "POST", "local.management.port", "/actuator/refresh")).isEqualTo(200);
				assertThat(status(gateway, "GET", "local.server.port", "/api/categories")).isEqualTo(200);
				assertThat(catalog.requests().getLast().target()).isEqualTo("/products/categories");
				assertThat(status(gateway, "GET", "local.server.port", "/api/reservations/1")).isEqualTo(401);
				assertThat(status(gateway, "GET", "local.server.port", "/api/catalog/products")).isEqualTo(200);
			}
		}
	}

	private ConfigurableApplicationContext gateway(Path routes) {
		return new SpringApplicationBuilder(GatewayApplication.class).run("--server.port=0",
				"--management.server.port=0", "--marea.drain-delay=0s", "--marea.warm-up.rounds=0",
				"--marea.discovery.directory=" + this.directory,
				"--marea.identity.public-keys=" + TestIdentity.publicKey(), "--spring.config.import=file:" + routes,
				"--spring.cloud.refresh.enabled=true", "--management.endpoints.web.exposure.include=health,refresh");
	}

	private void discover(String service, StubInstance instance) throws IOException {
		Files.writeString(this.directory.resolve(service + ".json"), "[" + instance.entry() + "]");
	}

	private int status(ConfigurableApplicationContext gateway, String method, String port, String path)
			throws IOException, InterruptedException {
		URI uri = URI.create("http://localhost:" + gateway.getEnvironment().getProperty(port) + path);
		HttpResponse<String> response = this.http
			.send(HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
		return response.statusCode();
	}

}
