package dev.marea.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import dev.marea.cloud.balancer.test.Slices;
import dev.marea.cloud.balancer.test.StubApiServer;
import dev.marea.cloud.balancer.test.StubInstance;
import dev.marea.service.test.TestIdentity;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the gateway with EndpointSlices. Both instances have the loopback address and
 * differ by their ports, so each has its own slice.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "marea.instance=gateway-service-1", "management.server.port=0", "marea.drain-delay=0s",
				"marea.discovery.kubernetes.enabled=true", "marea.discovery.kubernetes.namespace=marea",
				"marea.discovery.kubernetes.services.catalogservice=marea-catalog" })
@Import(TestIdentity.class)
@DirtiesContext
class KubernetesIT {

	private static final StubApiServer API = new StubApiServer();

	private static final StubInstance CATALOG = new StubInstance("marea-catalog-1");

	static {
		// The settings that a pod gets from its environment.
		System.setProperty("kubernetes.master", API.url());
		System.setProperty("kubernetes.auth.tryKubeConfig", "false");
		API.put(slice("a", Slices.ready("marea-catalog-1", "127.0.0.1"), CATALOG.port()));
	}

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@AfterAll
	static void stop() {
		System.clearProperty("kubernetes.master");
		System.clearProperty("kubernetes.auth.tryKubeConfig");
		CATALOG.kill();
		API.close();
	}

	@Test
	void knows_its_instances_when_it_is_ready_follows_them_and_outlives_the_api_server() throws Exception {
		assertThat(API.queries()).anyMatch((query) -> query.endsWith("service-name=marea-catalog"))
			.anyMatch((query) -> query.endsWith("service-name=order-service"));
		assertThat(get()).isEqualTo(200);
		await().until(() -> API.watching() == 2);
		API.goAway();
		assertThat(get()).isEqualTo(200);
		API.comeBack();
		API.put(slice("a", Slices.leaving("marea-catalog-1", "127.0.0.1"), CATALOG.port()));
		await().untilAsserted(() -> assertThat(get()).isEqualTo(503));
		API.put(slice("b", Slices.ready("marea-catalog-2", "127.0.0.1"), CATALOG.port()));
		await().untilAsserted(() -> assertThat(get()).isEqualTo(200));
	}

	private int get() throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/api/catalog/products")).build(),
				BodyHandlers.ofString());
		return response.statusCode();
	}

	private static EndpointSlice slice(String name, Endpoint endpoint, int port) {
		return Slices.slice(name, "IPv4", List.of(Slices.port("http", port)), endpoint);
	}

}
