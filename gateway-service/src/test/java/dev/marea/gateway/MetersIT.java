package dev.marea.gateway;

import java.net.URI;
import java.net.http.HttpRequest;

import dev.marea.service.test.MeterPage;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalManagementPort;

/**
 * Compares the gateway's meters with their page.
 */
class MetersIT extends GatewayFixture {

	@LocalManagementPort
	private int management;

	@Test
	void has_the_meters_of_the_page() {
		get("/api/catalog/products");
		String meters = send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.management + "/actuator/prometheus")))
			.body();
		MeterPage.read().assertDescribes("gateway", meters);
	}

}
