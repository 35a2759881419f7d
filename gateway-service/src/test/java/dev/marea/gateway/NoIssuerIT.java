package dev.marea.gateway;

import org.junit.jupiter.api.Test;

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
	}

}
