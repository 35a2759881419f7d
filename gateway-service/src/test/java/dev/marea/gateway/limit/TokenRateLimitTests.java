package dev.marea.gateway.limit;

import java.time.Duration;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

class TokenRateLimitTests {

	private static final RateLimitProperties TWO_AN_HOUR = new RateLimitProperties(2, Duration.ofHours(1), 0, 10, 1,
			new RateLimitProperties.Store(null, null, Duration.ofMillis(50)));

	private final TokenRateLimit limit = new TokenRateLimit(
			new RateLimit(TWO_AN_HOUR, new LocalBuckets(TWO_AN_HOUR, 1), new SimpleMeterRegistry()), "marea");

	@AfterEach
	void signOut() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void nobody_gets_more_by_more_tokens_of_the_demo_issuer() throws Exception {
		assertThat(status("marea", "ana")).isEqualTo(200);
		assertThat(status("marea", "ben")).isEqualTo(200);
		assertThat(status("marea", "cleo")).isEqualTo(429);
		assertThat(status("https://issuer.example", "cleo")).isEqualTo(200);
	}

	@Test
	void counts_a_request_once() throws Exception {
		for (int i = 0; i < 5; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			assertThat(this.limit.answer(request, new MockHttpServletResponse())).isFalse();
		}
		assertThat(status("https://issuer.example", "ana")).isEqualTo(200);
	}

	private int status(String issuer, String subject) throws Exception {
		SecurityContextHolder.getContext()
			.setAuthentication(new JwtAuthenticationToken(
					Jwt.withTokenValue("x").header("alg", "RS256").issuer(issuer).subject(subject).build()));
		MockHttpServletRequest request = new MockHttpServletRequest();
		MockHttpServletResponse response = new MockHttpServletResponse();
		RateLimit.defer(request);
		this.limit.filter(request, response, new MockFilterChain());
		return response.getStatus();
	}

}
