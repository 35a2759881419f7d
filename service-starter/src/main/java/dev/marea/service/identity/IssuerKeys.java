package dev.marea.service.identity;

import java.time.Duration;
import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, cached: one request at a time, a cool-down between requests, and
 * the last keys for as long as an outage may take.
 */
class IssuerKeys implements JWKSource<SecurityContext> {

	private static final Duration CACHED = Duration.ofMinutes(5);

	/** How old the keys may become while the issuer is away. */
	private static final Duration OUTAGE = Duration.ofHours(4);

	/** Bytes; a set of ten RSA keys with certificates takes less. */
	private static final int MAX_SIZE = 256 * 1024;

	private final DiscoveredKeys source;

	private final JWKSource<SecurityContext> cached;

	IssuerKeys(String issuer, Duration timeout, Duration cooldown) {
		int millis = (int) timeout.toMillis();
		this.source = new DiscoveredKeys(issuer, new DefaultResourceRetriever(millis, millis, MAX_SIZE));
		this.cached = JWKSourceBuilder.create(this.source)
			// Who waits for another's request waits as long as metadata and keys may take.
			.cache(CACHED.toMillis(), 4 * timeout.toMillis())
			.refreshAheadCache(false)
			.rateLimited(cooldown.toMillis())
			.retrying(false)
			.outageTolerant(OUTAGE.toMillis())
			.build();
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		try {
			return this.cached.get(selector, context);
		}
		catch (RateLimitReachedException ex) {
			if (this.source.reached()) {
				// The issuer was asked a moment ago: it has no such key.
				return List.of();
			}
			throw new JWKSetUnavailableException("The issuer's keys could not be fetched a moment ago", ex);
		}
	}

}
