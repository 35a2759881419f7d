package dev.marea.gateway.token;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The demo issuer's only client: the storefront at the address that the browser asked
 * for. So a demo needs no list of addresses, and a code goes to no other host.
 */
final class StorefrontClient implements RegisteredClientRepository {

	/** Scopes that a visitor may have. */
	static final Set<String> SCOPES = Set.of(OidcScopes.OPENID, OidcScopes.PROFILE, TokenController.WRITE);

	private static final String FORWARDED_HOST = "X-Forwarded-Host";

	@Override
	public void save(RegisteredClient client) {
		throw new UnsupportedOperationException("The demo issuer registers no clients");
	}

	@Override
	public @Nullable RegisteredClient findById(String id) {
		return findByClientId(id);
	}

	@Override
	public @Nullable RegisteredClient findByClientId(String id) {
		return DemoIssuer.CLIENT.equals(id) ? current() : null;
	}

	/**
	 * The storefront of the current request.
	 * @throws ProblemException if the request names no host
	 */
	RegisteredClient current() {
		HttpServletRequest request = ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes())
			.getRequest();
		String host = host(request);
		RegisteredClient.Builder client = RegisteredClient.withId(DemoIssuer.CLIENT)
			.clientId(DemoIssuer.CLIENT)
			.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("https://" + host + "/")
			.scopes((scopes) -> scopes.addAll(SCOPES))
			.clientSettings(ClientSettings.builder().requireProofKey(true).build())
			.tokenSettings(TokenSettings.builder()
				.accessTokenTimeToLive(TokenController.LIFETIME)
				.authorizationCodeTimeToLive(SealedCodes.LIFETIME)
				.build());
		if (!request.isSecure()) {
			// Beside https: a proxy that is not configured may end TLS.
			client.redirectUri("http://" + host + "/");
		}
		return client.build();
	}

	/**
	 * Host and port that the browser asked for. {@code X-Forwarded-Host} comes from a
	 * trusted proxy: others' is removed before.
	 * @throws ProblemException if the request names no host
	 */
	static String host(HttpServletRequest request) {
		String forwarded = request.getHeader(FORWARDED_HOST);
		String host = (forwarded != null) ? forwarded
				: Objects.requireNonNullElse(request.getHeader(HttpHeaders.HOST), "");
		try {
			if (host.equals(URI.create("http://" + host + "/").getAuthority()) && !host.contains("@")) {
				return host;
			}
		}
		catch (IllegalArgumentException ex) {
			// Answered below.
		}
		throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request", "The header Host must name a host.");
	}

}
