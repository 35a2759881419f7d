package dev.marea.gateway.route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RoutesTests {

	private static final String LIST = "spring.cloud.gateway.server.webmvc.routes";

	private static final String MAP = "spring.cloud.gateway.server.webmvc.routes-map";

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void reads_list_and_map_as_the_router_does() {
		route(LIST + "[0]", "Path=/api/orders/**").withProperty(LIST + "[0].id", "orders")
			.withProperty(LIST + "[0].filters[0]", "MapPath=/api/orders, /orders")
			.withProperty(LIST + "[0].metadata.public", "GET, HEAD");
		route(MAP + ".extra", "Path=/extra/**,/more").withProperty(MAP + ".extra.predicates[1]", "Method=GET,HEAD")
			.withProperty(MAP + ".extra.filters[0]", "StripPrefix=1");
		Routes routes = new Routes(this.environment);
		assertThat(routes.all()).extracting(Route::id).containsExactly("orders", "extra");
		assertThat(routes.services()).containsExactly("order-service");
		Route orders = routes.all().getFirst();
		assertThat(orders.mapping()).isEqualTo(new PathMapping("/api/orders", "/orders"));
		assertThat(orders.publicMethods()).containsExactly("GET", "HEAD");
		assertThat(orders.title()).isEqualTo("order");
		assertThat(orders.uri()).isEqualTo("http://order-service");
		Route extra = routes.all().getLast();
		assertThat(extra.mapping()).isNull();
		assertThat(extra.predicates()).containsExactly("Path=/extra/**, /more", "Method=GET, HEAD");
		assertThat(extra.filters()).containsExactly("StripPrefix=1");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /open, false", "GET, /open/a, false", "HEAD, /open, true", "POST, /open/a, true",
			"GET, /closed, true", "GET, /closed/a/b, true", "GET, /c%6cosed/a, true", "GET, /closedx, false",
			"GET, /, false", "GET, /both/a, true", "GET, /both, false" })
	void is_closed_until_each_route_of_a_path_is_open(String method, String path, boolean closed) {
		route(MAP + ".open", "Path=/open/**").withProperty(MAP + ".open.metadata.public", "GET");
		route(MAP + ".closed", "Path=/closed/**");
		route(MAP + ".both", "Path=/both/**").withProperty(MAP + ".both.metadata.public", "GET");
		route(MAP + ".part", "Path=/both/{part}").withProperty(MAP + ".part.predicates[1]", "Header=X-Part");
		assertThat(new Routes(this.environment).needToken(new MockHttpServletRequest(method, path))).isEqualTo(closed);
	}

	@Test
	void reads_a_list_of_public_methods() {
		route(MAP + ".open", "Path=/open").withProperty(MAP + ".open.metadata.public[0]", "GET")
			.withProperty(MAP + ".open.metadata.public[1]", "HEAD");
		assertThat(new Routes(this.environment).all().getFirst().publicMethods()).containsExactly("GET", "HEAD");
	}

	@Test
	void knows_a_route_that_a_refresh_adds_before_the_router_does() {
		Routes routes = new Routes(this.environment);
		assertThat(routes.needToken(new MockHttpServletRequest("GET", "/new"))).isFalse();
		route(MAP + ".new", "Path=/new");
		routes.refresh();
		assertThat(routes.needToken(new MockHttpServletRequest("GET", "/new"))).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "uri | https://order-service | must be http://NAME",
			"uri | lb://order-service | must be http://NAME", "uri | http://order-service:8080 | must be http://NAME",
			"uri | http://order-service/orders | must be http://NAME", "uri | forward:/ | must be http://NAME",
			"predicates[0] | Method=GET | no Path predicate", "predicates[0] | Path=/a/{ | no path pattern",
			"predicates[0] | Path=/** | includes /error", "predicates[0] | Path=/{tenant} | includes /error",
			"predicates[0] | Path=error | includes /error", "filters[0] | RequestSize=10B | does not count bodies",
			"filters[0] | Retry=3 | Retry is not supported",
			"filters[0] | RequestHeaderToRequestUri=To | could choose any service",
			"filters[0] | PreserveHostHeader | PreserveHostHeader is not supported",
			"filters[0] | MapPath=/api/orders | two paths", "filters[0] | MapPath=/Api,/orders | two paths",
			"metadata.public | true | no HTTP method", "metadata.public | get | no HTTP method" })
	void refuses_what_it_could_not_secure_or_send(String property, String value, String reason) {
		route(MAP + ".orders", "Path=/api/orders/**").withProperty(MAP + ".orders." + property, value);
		assertThatExceptionOfType(InvalidRouteException.class).isThrownBy(() -> new Routes(this.environment))
			.withMessageStartingWith("Route 'orders' cannot be used: ")
			.withMessageContaining(reason);
	}

	@Test
	void refuses_an_id_that_stands_for_two_routes() {
		route(LIST + "[0]", "Path=/a").withProperty(LIST + "[0].id", "orders");
		route(MAP + ".orders", "Path=/b");
		assertThatExceptionOfType(InvalidRouteException.class).isThrownBy(() -> new Routes(this.environment))
			.withMessageContaining("same id");
	}

	private MockEnvironment route(String prefix, String predicate) {
		return this.environment.withProperty(prefix + ".uri", "http://order-service")
			.withProperty(prefix + ".predicates[0]", predicate);
	}

}
