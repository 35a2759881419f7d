package dev.marea.catalog;

import java.io.IOException;

import dev.marea.service.test.MeterPage;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalManagementPort;

/**
 * Compares the service's meters with their page.
 */
@CatalogTest
class MetersIT {

	@LocalManagementPort
	private int management;

	@Test
	void has_the_meters_of_the_page() throws IOException, InterruptedException {
		MeterPage.read().assertDescribes("catalog", this.management);
	}

}
