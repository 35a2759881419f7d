package dev.marea.order.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import dev.marea.service.identity.TokenSigner;
import org.jspecify.annotations.Nullable;

/**
 * The token with which this service calls the catalog. It is renewed before it expires.
 */
public class ServiceToken {

	private static final Duration LIFETIME = Duration.ofMinutes(10);

	/** Longer than a call plus the difference between clocks. */
	private static final Duration MARGIN = Duration.ofMinutes(2);

	private final TokenSigner signer;

	private final Clock clock;

	private volatile @Nullable Signed current;

	public ServiceToken(TokenSigner signer, Clock clock) {
		this.signer = signer;
		this.clock = clock;
	}

	/** The token; null without a signing key, and the catalog then rejects the call. */
	@Nullable String value() {
		if (!this.signer.enabled()) {
			return null;
		}
		Instant now = this.clock.instant();
		Signed signed = this.current;
		if (signed == null || !now.isBefore(signed.renewal())) {
			// Two concurrent calls may both sign; this costs less than a lock for every
			// call.
			signed = new Signed(this.signer.sign("order-service", Set.of("stock:reserve"), LIFETIME),
					now.plus(LIFETIME).minus(MARGIN));
			this.current = signed;
		}
		return signed.token();
	}

	private record Signed(String token, Instant renewal) {
	}

}
