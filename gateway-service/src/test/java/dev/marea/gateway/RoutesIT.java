package dev.marea.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.cloud.balancer.test.StubInstance.Request;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.cloud.gateway.server.mvc.common.Shortcut;
import org.springframework.cloud.gateway.server.mvc.filter.FilterSupplier;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests routes that are added by configuration only.
 */
@TestPropertySource(properties = { RoutesIT.MAP + "stock.uri=http://catalog-service",
		RoutesIT.MAP + "stock.predicates[0]=Path=/api/stock/**",
		RoutesIT.MAP + "stock.filters[0]=MapPath=/api/stock, /stock",

		RoutesIT.MAP + "open.uri=http://catalog-service", RoutesIT.MAP + "open.predicates[0]=Path=/api/open/**",
		RoutesIT.MAP + "open.filters[0]=MapPath=/api/open, /open", RoutesIT.MAP + "open.metadata.public=GET",

		RoutesIT.MAP + "filtered.uri=http://catalog-service",
		RoutesIT.MAP + "filtered.predicates[0]=Path=/api/filtered/**",
		RoutesIT.MAP + "filtered.filters[0]=StripPrefix=1",
		RoutesIT.MAP + "filtered.filters[1]=AddRequestHeader=X-Tenant, blue",
		RoutesIT.MAP + "filtered.filters[2]=AddRequestParameter=tenant, blue",
		RoutesIT.MAP + "filtered.filters[3]=RemoveRequestHeader=Cookie",
		RoutesIT.MAP + "filtered.filters[4]=AddResponseHeader=X-Shop, marea",
		RoutesIT.MAP + "filtered.filters[5]=RemoveResponseHeader=ETag",
		RoutesIT.MAP + "filtered.filters[6]=SetStatus=202", RoutesIT.MAP + "filtered.metadata.public=GET,POST",

		RoutesIT.MAP + "documents.uri=http://catalog-service", RoutesIT.MAP + "documents.predicates[0]=Path=/v3/**",

		RoutesIT.MAP + "dropping.uri=http://catalog-service", RoutesIT.MAP + "dropping.predicates[0]=Path=/dropping",
		RoutesIT.MAP + "dropping.filters[0]=DropAnswer", RoutesIT.MAP + "dropping.metadata.public=GET" })
@Import(RoutesIT.Filters.class)
class RoutesIT extends GatewayFixture {

	static final String MAP = "spring.cloud.gateway.server.webmvc.routes-map.";

	@LocalManagementPort
	private int managementPort;

	@Test
	void closes_a_new_route_until_somebody_opens_it() {
		assertProblem(get("/api/stock/1"), 401, "unauthorized");
		assertProblem(send(request("OPTIONS", "/api/stock/1")), 401, "unauthorized");
		assertThat(catalogs()).isZero();
		assertThat(send(request("GET", "/api/stock/1").header("Authorization", token())).statusCode()).isEqualTo(200);
		assertThat(theCatalogs().target()).isEqualTo("/stock/1");
	}

	@Test
	void closes_a_route_below_a_path_of_the_gateway_itself() {
		assertProblem(get("/v3/api-docs/stock"), 401, "unauthorized");
		assertProblem(send(request("DELETE", "/v3/api-docs/stock")), 401, "unauthorized");
		assertThat(catalogs()).isZero();
	}

	@Test
	void keeps_a_filters_header_that_the_caller_names_as_one_of_the_connection() throws Exception {
		raw("GET /api/filtered/a HTTP/1.1\r\nHost: shop\r\nX-Tenant: red\r\nX-Secret: 1\r\n"
				+ "Connection: close, X-Tenant, x-secret\r\n\r\n");
		assertThat(theCatalogs().headers()).containsEntry("x-tenant", "blue").doesNotContainKey("x-secret");
	}

	@Test
	void opens_a_route_for_the_methods_of_its_metadata_only() {
		assertThat(get("/api/open/1").statusCode()).isEqualTo(200);
		assertProblem(send(request("HEAD", "/api/open/1")), 401);
		assertProblem(send(request("POST", "/api/open/1", "{}")), 401, "unauthorized");
		assertThat(catalogs()).isEqualTo(1);
	}

	@Test
	void applies_the_filters_of_Spring_Cloud_Gateway() {
		this.catalog1.answering((request) -> Answer.of(200, Map.of("ETag", "\"1\""), "{}"));
		this.catalog2.answering((request) -> Answer.of(200, Map.of("ETag", "\"1\""), "{}"));
		HttpResponse<String> response = send(request("GET", "/api/filtered/a%20b?x=1%202").header("Cookie", "a=b"));
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.headers().firstValue("X-Shop")).hasValue("marea");
		assertThat(response.headers().firstValue("ETag")).isEmpty();
		assertThat(theCatalogs().target()).isEqualTo("/filtered/a%20b?x=1%202&tenant=blue");
		assertThat(theCatalogs().headers()).containsEntry("x-tenant", "blue").doesNotContainKey("cookie");
	}

	@Test
	void leaves_the_form_of_a_POST_to_the_service_whatever_filters_ask_for() {
		HttpResponse<String> response = send(request("POST", "/api/filtered/a", "a=1&b=%20").header("Content-Type",
				"application/x-www-form-urlencoded"));
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(theCatalogs().body()).asString().isEqualTo("a=1&b=%20");
		assertThat(theCatalogs().headers()).containsEntry("content-type", "application/x-www-form-urlencoded");
	}

	/** Sends more requests than there are connections. */
	@Test
	void closes_answers_that_a_filter_drops() {
		Answer large = Answer.ok("{\"a\":\"" + "x".repeat(100_000) + "\"}");
		this.catalog1.answering((request) -> large);
		this.catalog2.answering((request) -> large);
		for (int i = 0; i < 300; i++) {
			assertThat(get("/dropping").statusCode()).isEqualTo(418);
		}
	}

	@Test
	void lists_the_routes() throws Exception {
		JsonNode routes = JsonMapper.shared().readTree(management("/actuator/routes")).path("routes");
		assertThat(routes.findValuesAsString("id")).startsWith("products", "work", "orders")
			.contains("dropping", "filtered", "open", "stock");
		JsonNode products = routes.path(0);
		assertThat(products.path("uri").asString()).isEqualTo("http://catalog-service");
		assertThat(products.path("predicates").path(0).asString()).isEqualTo("Path=/api/catalog/products/**");
		assertThat(products.path("filters").valueStream().map(JsonNode::asString)).containsExactly("Bulkhead=******",
				"Breaker=******", "MapPath=******");
		assertThat(products.path("publicMethods").valueStream().map(JsonNode::asString)).containsExactly("GET", "HEAD",
				"OPTIONS");
		assertProblem(get("/actuator/routes"), 404, "not-found");
	}

	private String management(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.managementPort + path))).body();
	}

	private int catalogs() {
		return this.catalog1.count() + this.catalog2.count();
	}

	private Request theCatalogs() {
		return (this.catalog1.count() > 0) ? this.catalog1.requests().getLast() : this.catalog2.requests().getLast();
	}

	private static void assertProblem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Filters {

		@Bean
		FilterSupplier droppingFilter() {
			return new SimpleFilterSupplier(DroppingFilter.class);
		}

	}

	/**
	 * A filter that replaces the service's answer.
	 */
	public static final class DroppingFilter {

		private DroppingFilter() {
		}

		@Shortcut
		public static HandlerFilterFunction<ServerResponse, ServerResponse> dropAnswer() {
			return (request, next) -> {
				next.handle(request);
				return ServerResponse.status(418).build();
			};
		}

	}

}
