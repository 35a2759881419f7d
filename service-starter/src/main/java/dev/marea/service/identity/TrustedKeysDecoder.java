package dev.marea.service.identity;

import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimNames;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTClaimsSetVerifier;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Accepts tokens that are signed with one of the configured keys, and tokens of the real
 * issuer if one is configured. The claim {@code iss} selects the keys. Without keys and
 * issuer, no token is valid. A {@link BadJwtException} means that the token is not valid.
 * Any other {@link JwtException} means that the issuer cannot be reached now.
 */
class TrustedKeysDecoder implements JwtDecoder {

	private static final Set<JWSAlgorithm> SIGNATURES = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384,
			JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512, JWSAlgorithm.ES256,
			JWSAlgorithm.ES384, JWSAlgorithm.ES512);

	/** The type of RFC 9068, without and with its prefix. */
	private static final String ACCESS_TOKEN = "at+jwt";

	private static final String APPLICATION_ACCESS_TOKEN = "application/at+jwt";

	private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES = new DefaultJOSEObjectTypeVerifier<>(
			JOSEObjectType.JWT, new JOSEObjectType(ACCESS_TOKEN), new JOSEObjectType(APPLICATION_ACCESS_TOKEN), null);

	private final Map<String, Issuer> issuers = new HashMap<>();

	TrustedKeysDecoder(IdentityProperties properties) {
		String issuerUri = properties.issuerUri();
		if (issuerUri != null) {
			this.issuers.put(issuerUri, Issuer.of(issuerUri, properties.audience(), SIGNATURES,
					new IssuerKeys(issuerUri, properties.issuerTimeout(), properties.keyCooldown())));
		}
		if (!properties.publicKeys().isEmpty()) {
			List<JWK> trusted = properties.publicKeys()
				.stream()
				.<JWK>map((file) -> Keys.identified(new RSAKey.Builder(Keys.publicKey(file)).build()))
				.toList();
			this.issuers.put(properties.issuer(), Issuer.of(properties.issuer(), properties.audience(),
					Set.of(JWSAlgorithm.RS256), new ImmutableJWKSet<>(new JWKSet(trusted))));
		}
	}

	@Override
	public Jwt decode(String token) throws JwtException {
		try {
			JWTClaimsSet claims = claims(token);
			Issuer issuer = this.issuers.get(claims.getIssuer());
			if (issuer == null) {
				throw new BadJwtException("The token's issuer is not trusted.");
			}
			// The claims come before the signature, so that an invalid token causes no
			// request to the
			// issuer.
			issuer.claims().verify(claims, null);
			return issuer.decoder().decode(token);
		}
		catch (ParseException | BadJWTException ex) {
			throw new BadJwtException("The token is not valid: " + ex.getMessage(), ex);
		}
		catch (BadJwtException ex) {
			throw ex;
		}
		catch (JwtException ex) {
			throw (ex.getCause() instanceof KeySourceException) ? ex
					: new BadJwtException("The token cannot be verified.", ex);
		}
	}

	private static JWTClaimsSet claims(String token) throws ParseException {
		try {
			return SignedJWT.parse(token).getJWTClaimsSet();
		}
		catch (IllegalArgumentException ex) {
			// Nimbus throws it for some headers, such as one with alg "none".
			throw new ParseException(String.valueOf(ex.getMessage()), 0);
		}
	}

	/**
	 * An issuer whose tokens are accepted.
	 *
	 * @param claims verifies issuer, audience and times, with 60 s of clock skew
	 * @param decoder verifies the claims and the signature
	 */
	private record Issuer(JWTClaimsSetVerifier<SecurityContext> claims, JwtDecoder decoder) {

		static Issuer of(String issuer, String audience, Set<JWSAlgorithm> algorithms,
				JWKSource<SecurityContext> keys) {
			JWTClaimsSetVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(audience,
					new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of(JWTClaimNames.EXPIRATION_TIME));
			DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
			processor.setJWSTypeVerifier(TYPES);
			processor.setJWTClaimsSetVerifier(claims);
			processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
			NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
			JwtTypeValidator types = new JwtTypeValidator("JWT", ACCESS_TOKEN, APPLICATION_ACCESS_TOKEN);
			types.setAllowEmpty(true);
			decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(types)));
			return new Issuer(claims, decoder);
		}

	}

}
