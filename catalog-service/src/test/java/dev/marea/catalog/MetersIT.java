package dev.marea.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

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
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.management + "/actuator/prometheus"))
			.build();
		try (HttpClient http = HttpClient.newHttpClient()) {
			MeterPage.read().assertDescribes("catalog", http.send(request, BodyHandlers.ofString()).body());
		}
	}

}
