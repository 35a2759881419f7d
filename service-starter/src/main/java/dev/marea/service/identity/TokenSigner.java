package dev.marea.service.identity;

import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Signs tokens with the service's own key: those of the gateway's demo issuer, and those
 * for calls between services.
 */
public class TokenSigner {

	private final @Nullable RSAKey key;

	private final @Nullable JwtEncoder encoder;

	private final List<String> publicKeys;

	private final String issuer;

	private final String audience;

	private final Clock clock;

	TokenSigner(IdentityProperties properties, Clock clock) {
		this.key = (properties.signingKey() != null) ? pair(Keys.privateKey(properties.signingKey())) : null;
		// Without a key id: verifiers of 0.1.0 know no ids, and would refuse the tokens.
		this.encoder = (this.key != null) ? new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(this.key))) : null;
		this.publicKeys = properties.publicKeys();
		this.issuer = properties.issuer();
		this.audience = properties.audience();
		this.clock = clock;
	}

	/** Whether a signing key is configured. */
	public boolean enabled() {
		return this.encoder != null;
	}

	/**
	 * The key pair that signs tokens. Its id is its thumbprint (RFC 7638).
	 * @throws IllegalStateException if no signing key is configured
	 */
	public RSAKey signingKey() {
		if (this.key == null) {
			throw new IllegalStateException("No marea.identity.signing-key is configured.");
		}
		return Keys.identified(this.key);
	}

	/**
	 * The public keys that verifiers need: first the key of the pair that signs, then the
	 * other keys that this service trusts, such as the last one and the next one.
	 * @throws IllegalStateException if no signing key is configured
	 */
	public JWKSet publicKeys() {
		Map<String, JWK> keys = new LinkedHashMap<>();
		keys.put(signingKey().getKeyID(), signingKey().toPublicJWK());
		for (String file : this.publicKeys) {
			RSAKey trusted = Keys.identified(new RSAKey.Builder(Keys.publicKey(file)).build());
			keys.putIfAbsent(trusted.getKeyID(), trusted);
		}
		return new JWKSet(List.copyOf(keys.values()));
	}

	/**
	 * Creates a signed JWT (RS256).
	 * @throws IllegalStateException if no signing key is configured
	 */
	public String sign(String subject, Set<String> scopes, Duration lifetime) {
		if (this.encoder == null) {
			throw new IllegalStateException("No marea.identity.signing-key is configured.");
		}
		Instant now = this.clock.instant();
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.issuer(this.issuer)
			.subject(subject)
			.audience(List.of(this.audience))
			.issuedAt(now)
			.expiresAt(now.plus(lifetime))
			.claim("scope", String.join(" ", scopes))
			.build();
		JwsHeader header = JwsHeader.with(SignatureAlgorithm.RS256).build();
		return this.encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
	}

	private static RSAKey pair(RSAPrivateCrtKey key) {
		try {
			RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA")
				.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
			return new RSAKey.Builder(publicKey).privateKey(key).build();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Cannot sign with this RSA key: " + ex.getMessage(), ex);
		}
	}

}
