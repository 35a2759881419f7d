package dev.marea.gateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "marea.gateway.demo-issuer=false")
class NoIssuerIT extends GatewayFixture {

	@Test
	void issues_no_token_where_it_is_not_configured_to() {
		assertProblem(send(
				request("POST", "/auth/token", "{\"subject\":\"ana\"}").header("Content-Type", "application/json")),
				404, "not-found");
		assertProblem(send(request("POST", "/auth/token", "{").header("Content-Type", "application/json")), 404,
				"not-found");
		assertProblem(send(request("POST", "/oauth2/token", "grant_type=authorization_code").header("Content-Type",
				"application/x-www-form-urlencoded")), 404, "not-found");
		assertProblem(send(request("POST", "/oauth2/sign-in", "who=ana").header("Content-Type",
				"application/x-www-form-urlencoded")), 404, "not-found");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/auth/provider", "/oauth2/authorize?response_type=code", "/oauth2/sign-in", "/oauth2/sign-out",
					"/oauth2/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server" })
	void has_no_place_to_sign_in(String path) {
		assertProblem(get(path), 404, "not-found");
	}

}
