package dev.marea.service.test;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;

import dev.marea.service.identity.TokenSigners;

/**
 * Creates tokens that a service trusts if its test imports {@link TestIdentity}.
 */
public final class TestTokens {

	private TestTokens() {
	}

	/** Value of an {@code Authorization} header. */
	public static String bearer(String subject, String... scopes) {
		return bearer(Clock.systemUTC(), subject, scopes);
	}

	/**
	 * Value of an {@code Authorization} header; the token is issued at the clock's time,
	 * for an hour.
	 */
	public static String bearer(Clock clock, String subject, String... scopes) {
		return "Bearer " + TokenSigners.signer(TestIdentity.SIGNING_KEY, clock)
			.sign(subject, Set.of(scopes), Duration.ofHours(1));
	}

}
