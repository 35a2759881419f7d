package dev.marea.gateway;

import java.util.Map;

import dev.marea.service.test.AuditLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the gateway's audit events; only the gateway sees the caller's address.
 */
class AuditIT extends GatewayFixture {

	private AuditLog log;

	@BeforeEach
	void listen() {
		this.log = new AuditLog();
	}

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	@Test
	void tells_for_whom_a_token_was_issued_and_not_the_token() {
		String answer = send(request("POST", "/auth/token", "{\"subject\":\"ana\",\"scope\":\"catalog:write\"}")
			.header("Content-Type", "application/json")).body();
		String token = JsonMapper.shared().readTree(answer).path("access_token").asString();
		Map<String, String> event = this.log.event("token.issue");
		assertThat(event).containsEntry("event.outcome", "success")
			.containsEntry("marea.subject", "ana")
			.containsEntry("marea.scopes", "catalog:write")
			.containsEntry("source.ip", "127.0.0.1");
		assertThat(event.toString()).doesNotContain(token);
	}

	@Test
	void tells_who_began_a_session_and_not_the_query() {
		send(request("POST", "/oauth2/sign-in?state=secret-state", "who=ana").header("Content-Type",
				"application/x-www-form-urlencoded"));
		Map<String, String> event = this.log.event("session.begin");
		assertThat(event).containsEntry("event.outcome", "success")
			.containsEntry("marea.subject", "ana")
			.containsEntry("marea.target", "/oauth2/sign-in");
		assertThat(event.toString()).doesNotContain("secret-state");
	}

	@Test
	void tells_who_was_refused_at_the_edge() {
		get("/api/orders");
		assertThat(this.log.event("request")).containsEntry("event.outcome", "failure")
			.containsEntry("event.reason", "unauthorized")
			.containsEntry("url.path", "/api/orders");
	}

}
