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
 * Caches the keys of an issuer. Sends one request at a time, limits the request rate, and
 * keeps the last keys during an outage.
 */
class IssuerKeys implements JWKSource<SecurityContext> {

	private static final Duration CACHED = Duration.ofMinutes(5);

	/** Maximum age of the keys while the issuer cannot be reached. */
	private static final Duration OUTAGE = Duration.ofHours(4);

	/** Bytes. A set of ten RSA keys with certificates is smaller. */
	private static final int MAX_SIZE = 256 * 1024;

	private final DiscoveredKeys source;

	private final JWKSource<SecurityContext> cached;

	IssuerKeys(String issuer, Duration timeout, Duration cooldown) {
		int millis = (int) timeout.toMillis();
		this.source = new DiscoveredKeys(issuer, new DefaultResourceRetriever(millis, millis, MAX_SIZE));
		this.cached = JWKSourceBuilder.create(this.source)
			// Concurrent callers wait for one fetch: two requests (metadata and keys),
			// each with two
			// timeouts.
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
				// The keys were fetched a moment ago and do not include this key.
				return List.of();
			}
			throw new JWKSetUnavailableException("The issuer's keys could not be fetched a moment ago", ex);
		}
	}

}
