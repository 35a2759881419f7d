package dev.marea.gateway;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = { "marea.identity.issuer-uri=https://issuer.example:8443/realms/shop",
		"marea.sign-in.client-id=marea-web", "marea.sign-in.origins=https://tokens.example",
		"marea.gateway.swagger-ui=false" })
class RealIssuerIT extends GatewayFixture {

	@Test
	void is_where_the_storefront_signs_in_although_there_is_a_demo_issuer() {
		JsonNode provider = JsonMapper.shared().readTree(get("/auth/provider").body());
		assertThat(provider.propertyNames()).containsExactlyInAnyOrder("issuer", "client_id", "scope");
		assertThat(provider.path("issuer").asString()).isEqualTo("https://issuer.example:8443/realms/shop");
		assertThat(provider.path("client_id").asString()).isEqualTo("marea-web");
	}

	@Test
	void has_no_swagger_ui_where_it_is_off() {
		for (String path : SwaggerUiIT.PATHS) {
			assertProblem(get(path), 404, "not-found");
		}
	}

	@Test
	void may_be_called_by_the_storefronts_pages() {
		assertThat(get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
			.contains("connect-src 'self' https://issuer.example:8443 https://tokens.example;");
	}

}
