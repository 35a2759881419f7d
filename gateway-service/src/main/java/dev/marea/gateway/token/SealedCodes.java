package dev.marea.gateway.token;

import java.security.Principal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.marea.service.audit.AuditNotes;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Authorization codes that carry their authorization, encrypted, so no store is needed.
 * An instance accepts a code once. Another instance would accept it again within its
 * minute, but only from the holder of the PKCE verifier.
 */
final class SealedCodes implements OAuth2AuthorizationService, OAuth2TokenGenerator<OAuth2AuthorizationCode> {

	static final Duration LIFETIME = Duration.ofMinutes(1);

	/** Used codes that are remembered; some 2 MB. */
	private static final int MAX_USED = 10_000;

	private static final String PKCE_METHOD = "S256";

	private final Cache<String, Boolean> used = Caffeine.newBuilder()
		.maximumSize(MAX_USED)
		.expireAfterWrite(LIFETIME.multipliedBy(2))
		.build();

	private final Seal seal;

	private final StorefrontClient client;

	private final Clock clock;

	SealedCodes(Seal seal, StorefrontClient client, Clock clock) {
		this.seal = seal;
		this.client = client;
		this.clock = clock;
	}

	@Override
	public @Nullable OAuth2AuthorizationCode generate(OAuth2TokenContext context) {
		if (!(context.getAuthorizationGrant() instanceof OAuth2AuthorizationCodeRequestAuthenticationToken request)) {
			return null;
		}
		Instant now = this.clock.instant();
		Principal principal = context.getPrincipal();
		JWTClaimsSet claims = new JWTClaimsSet.Builder().jwtID(UUID.randomUUID().toString())
			.subject((principal != null) ? principal.getName() : null)
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(LIFETIME)))
			.claim(OAuth2ParameterNames.REDIRECT_URI, request.getRedirectUri())
			.claim(OAuth2ParameterNames.SCOPE, List.copyOf(request.getScopes()))
			.claim(PkceParameterNames.CODE_CHALLENGE,
					request.getAdditionalParameters().get(PkceParameterNames.CODE_CHALLENGE))
			.claim(OidcParameterNames.NONCE, request.getAdditionalParameters().get(OidcParameterNames.NONCE))
			.build();
		return new OAuth2AuthorizationCode(this.seal.seal(claims), now, now.plus(LIFETIME));
	}

	/**
	 * Remembers a code that is used. Anything else that is saved is in the code.
	 * @throws OAuth2AuthenticationException if the code was used before
	 */
	@Override
	public void save(OAuth2Authorization authorization) {
		Token<OAuth2AuthorizationCode> code = authorization.getToken(OAuth2AuthorizationCode.class);
		if (code == null || !code.isInvalidated()) {
			return;
		}
		if (this.used.asMap().putIfAbsent(authorization.getId(), true) != null) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		AuditNotes.add("subject", authorization.getPrincipalName());
		AuditNotes.add("scopes", String.join(" ", authorization.getAuthorizedScopes()));
	}

	@Override
	public void remove(OAuth2Authorization authorization) {
		// Nothing is kept.
	}

	@Override
	public @Nullable OAuth2Authorization findById(String id) {
		return null;
	}

	@Override
	public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
		if (type == null || !OAuth2ParameterNames.CODE.equals(type.getValue())) {
			return null;
		}
		return this.seal.open(token).flatMap((claims) -> authorization(token, claims)).orElse(null);
	}

	private Optional<OAuth2Authorization> authorization(String code, JWTClaimsSet claims) {
		try {
			Set<String> scopes = Set.copyOf(claims.getStringListClaim(OAuth2ParameterNames.SCOPE));
			String nonce = claims.getStringClaim(OidcParameterNames.NONCE);
			OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
				.authorizationUri(DemoIssuer.AUTHORIZE)
				.clientId(DemoIssuer.CLIENT)
				.redirectUri(claims.getStringClaim(OAuth2ParameterNames.REDIRECT_URI))
				.scopes(scopes)
				.additionalParameters((parameters) -> {
					parameters.put(PkceParameterNames.CODE_CHALLENGE,
							claims.getClaim(PkceParameterNames.CODE_CHALLENGE));
					parameters.put(PkceParameterNames.CODE_CHALLENGE_METHOD, PKCE_METHOD);
					if (nonce != null) {
						parameters.put(OidcParameterNames.NONCE, nonce);
					}
				})
				.build();
			String id = claims.getJWTID();
			boolean used = this.used.getIfPresent(id) != null;
			return Optional.of(OAuth2Authorization.withRegisteredClient(this.client.current())
				.id(id)
				.principalName(claims.getSubject())
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.authorizedScopes(scopes)
				.attribute(Principal.class.getName(),
						UsernamePasswordAuthenticationToken.authenticated(claims.getSubject(), "", List.of()))
				.attribute(OAuth2AuthorizationRequest.class.getName(), request)
				.token(new OAuth2AuthorizationCode(code, claims.getIssueTime().toInstant(),
						claims.getExpirationTime().toInstant()),
						(metadata) -> metadata.put(Token.INVALIDATED_METADATA_NAME, used))
				.build());
		}
		catch (ParseException ex) {
			return Optional.empty();
		}
	}

}
