package dev.marea.gateway;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.marea.service.test.AuditLog;
import org.junit.jupiter.api.Test;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The test acts as the proxy, with the address 127.0.0.1. */
@TestPropertySource(properties = "marea.trusted-proxies=127.0.0.0/8,::1,10.0.0.0/8")
class TrustedProxyIT extends GatewayFixture {

	@Test
	void tells_services_the_client_that_a_trusted_proxy_names() throws IOException {
		Map<String, String> headers = received("""
				X-Forwarded-For: 1.1.1.1
				X-Forwarded-For: 198.51.100.7, 10.2.3.4
				X-Forwarded-Proto: https
				X-Forwarded-Host: shop.example
				X-Forwarded-Port: 443
				X-Forwarded-Prefix: /x
				Forwarded: for=203.0.113.9;proto=http;host=forged.example
				""");
		assertThat(headers).containsEntry("x-forwarded-for", "198.51.100.7")
			.containsEntry("x-forwarded-proto", "https")
			.containsEntry("x-forwarded-host", "shop.example")
			.doesNotContainKeys("forwarded", "x-forwarded-port", "x-forwarded-prefix");
	}

	@Test
	void names_itself_where_the_proxy_names_nobody() throws IOException {
		assertThat(received("Accept: */*\n")).containsEntry("x-forwarded-for", "127.0.0.1")
			.containsEntry("x-forwarded-proto", "http")
			.containsEntry("x-forwarded-host", "gateway.example");
	}

	@Test
	void writes_the_client_into_the_audit_trail() {
		try (AuditLog log = new AuditLog()) {
			send(request("GET", "/api/orders").header("X-Forwarded-For", "198.51.100.7"));
			assertThat(log.event("request")).containsEntry("source.ip", "198.51.100.7");
		}
	}

	@Test
	void tells_browsers_behind_TLS_to_stay_with_it() {
		HttpResponse<String> secure = send(request("GET", "/").header("X-Forwarded-Proto", "https"));
		assertThat(secure.headers().firstValue("Strict-Transport-Security")).isPresent();
		assertThat(get("/").headers().firstValue("Strict-Transport-Security")).isEmpty();
	}

	@Test
	void sends_a_visitor_back_to_the_address_that_the_proxy_names_and_only_with_TLS() {
		assertThat(signInSilently("https://shop.example/").headers().firstValue("Location").orElseThrow())
			.startsWith("https://shop.example/?error=login_required");
		for (String address : List.of("http://shop.example/", "https://localhost:" + this.port + "/")) {
			assertThat(signInSilently(address).statusCode()).as(address).isEqualTo(400);
		}
	}

	private HttpResponse<String> signInSilently(String redirectUri) {
		return send(request("GET",
				"/oauth2/authorize?response_type=code&client_id=storefront&scope=openid&prompt=none"
						+ "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
						+ "&redirect_uri=" + redirectUri)
			.header("X-Forwarded-Host", "shop.example")
			.header("X-Forwarded-Proto", "https"));
	}

	private Map<String, String> received(String headers) throws IOException {
		raw(("GET /api/catalog/products HTTP/1.1\nHost: gateway.example\n" + headers + "Connection: close\n\n")
			.replace("\n", "\r\n"));
		return (this.catalog1.count() > 0) ? this.catalog1.requests().getLast().headers()
				: this.catalog2.requests().getLast().headers();
	}

}
