package dev.marea.gateway.route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PathMappingTests {

	private final PathMapping mapping = new PathMapping("/api/orders", "/orders");

	@ParameterizedTest
	@CsvSource({ "/api/orders, /orders", "/api/orders/, /orders/", "/api/orders/7/a%2Fb, /orders/7/a%2Fb",
			"/api/ordersx,", "/api/order,", "/orders,", "/api/%6frders," })
	void maps_what_is_below_the_published_path(String published, String service) {
		assertThat(this.mapping.toServicePath(published)).isEqualTo(service);
	}

	@ParameterizedTest
	@CsvSource({ "/orders/7, /api/orders/7", "/orders?after=7, /api/orders?after=7", "/ordersx,",
			"http://order-service/orders," })
	void maps_what_is_below_the_services_path(String service, String published) {
		assertThat(this.mapping.toPublicPath(service)).isEqualTo(published);
	}

	@Test
	void wants_whole_path_segments() {
		for (String path : new String[] { "/", "", "api", "/api/", "/Api", "/a b", "/a/**", "/a?b", "/a/{b}" }) {
			assertThatIllegalArgumentException().as(path)
				.isThrownBy(() -> new PathMapping(path, "/orders"))
				.withMessageContaining("such as '/api/orders, /orders'");
		}
	}

}
