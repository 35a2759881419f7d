package dev.marea.service.identity;

import java.util.List;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoders;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Accepts tokens signed with one of the configured keys and, where one is configured,
 * those of a real issuer. With neither, no token is valid.
 */
class TrustedKeysDecoder implements JwtDecoder {

	private final @Nullable JwtDecoder keys;

	private final @Nullable JwtDecoder issuer;

	TrustedKeysDecoder(IdentityProperties properties) {
		this.keys = properties.publicKeys().isEmpty() ? null : byKeys(properties);
		String issuerUri = properties.issuerUri();
		this.issuer = (issuerUri != null) ? new SupplierJwtDecoder(() -> JwtDecoders.fromIssuerLocation(issuerUri))
				: null;
	}

	@Override
	public Jwt decode(String token) throws JwtException {
		if (this.keys == null) {
			if (this.issuer == null) {
				throw new BadJwtException("No issuer is configured.");
			}
			return this.issuer.decode(token);
		}
		try {
			return this.keys.decode(token);
		}
		catch (BadJwtException ex) {
			if (this.issuer == null) {
				throw ex;
			}
			return this.issuer.decode(token);
		}
	}

	private static JwtDecoder byKeys(IdentityProperties properties) {
		List<JWK> trusted = properties.publicKeys()
			.stream()
			.<JWK>map((file) -> new RSAKey.Builder(Keys.publicKey(file)).build())
			.toList();
		DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
		processor.setJWSKeySelector(
				new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(new JWKSet(trusted))));
		// Times are checked by the validators below, which allow for clock skew.
		processor.setJWTClaimsSetVerifier((claims, context) -> {
		});
		NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
		decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer(properties.issuer()));
		return decoder;
	}

}
