package dev.marea.gateway;

import java.io.IOException;

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
	void has_the_meters_of_the_page() throws IOException, InterruptedException {
		get("/api/catalog/products");
		MeterPage.read().assertDescribes("gateway", this.management);
	}

}
