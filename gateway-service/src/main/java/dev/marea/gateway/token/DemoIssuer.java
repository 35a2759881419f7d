package dev.marea.gateway.token;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import dev.marea.gateway.GatewayProperties;
import dev.marea.service.identity.IdentityProperties;
import dev.marea.service.identity.TokenSigner;
import dev.marea.service.problem.ProblemException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.oidc.web.OidcProviderConfigurationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.NimbusJwkSetEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationServerMetadataEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.PublicClientAuthenticationConverter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Spring Authorization Server without its security chain: only the code flow with PKCE
 * for the storefront, metadata and keys. It is built at the first request, so a gateway
 * that has no visitors pays neither time nor memory for it.
 */
@Component
public class DemoIssuer {

	/** The storefront's {@code client_id}. */
	public static final String CLIENT = "storefront";

	/** What the storefront asks for. */
	public static final String SCOPE = "openid profile";

	/** Path of the authorization endpoint. */
	public static final String AUTHORIZE = "/oauth2/authorize";

	/** Path of the token endpoint. */
	public static final String TOKEN = "/oauth2/token";

	/** Path at which a visit ends. */
	public static final String SIGN_OUT = "/oauth2/sign-out";

	static final String KEYS = "/oauth2/jwks";

	private static final Logger logger = LoggerFactory.getLogger(DemoIssuer.class);

	private static final FilterChain END = (request, response) -> {
	};

	private final SingletonSupplier<Endpoints> endpoints;

	private final boolean enabled;

	DemoIssuer(GatewayProperties properties, IdentityProperties identity, TokenSigner signer, Clock clock,
			Environment environment) {
		if (properties.demoIssuer() && environment.acceptsProfiles(Profiles.of("production"))) {
			throw new InvalidConfigurationPropertyValueException("marea.gateway.demo-issuer", true,
					"The demo issuer gives a token to any caller. The profile 'production' refuses it; "
							+ "configure a real issuer by marea.identity.issuer-uri.");
		}
		this.enabled = properties.demoIssuer() && signer.enabled();
		if (this.enabled && identity.issuerUri() != null) {
			logger.warn("The demo issuer gives a token to any caller, also beside the real issuer {}; "
					+ "marea.gateway.demo-issuer=false turns it off", identity.issuerUri());
		}
		this.endpoints = SingletonSupplier
			.of(() -> new Endpoints(properties.demoIssuerUri().toString(), identity, signer, clock));
	}

	/** Whether it is configured and has a key to sign with. */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Refuses a request if the issuer is off.
	 * @throws ProblemException 404 if it is not enabled
	 */
	void requireEnabled() {
		if (!this.enabled) {
			throw new ProblemException(HttpStatus.NOT_FOUND, "not-found", "This gateway issues no tokens.");
		}
	}

	void authorize(HttpServletRequest request, HttpServletResponse response, Authentication visitor)
			throws ServletException, IOException {
		SecurityContext before = SecurityContextHolder.getContext();
		SecurityContextHolder.setContext(new SecurityContextImpl(visitor));
		try {
			serve(this.endpoints.obtain().authorize, request, response);
		}
		finally {
			SecurityContextHolder.setContext(before);
		}
	}

	void token(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		SecurityContext before = SecurityContextHolder.getContext();
		try {
			serve(this.endpoints.obtain().token, request, response);
		}
		finally {
			SecurityContextHolder.setContext(before);
		}
	}

	void keys(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		serve(this.endpoints.obtain().keys, request, response);
	}

	void openIdMetadata(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		serve(this.endpoints.obtain().openIdMetadata, request, response);
	}

	void oauthMetadata(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
		serve(this.endpoints.obtain().oauthMetadata, request, response);
	}

	private void serve(Filter filter, HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		AuthorizationServerContextHolder.setContext(this.endpoints.obtain().context);
		try {
			filter.doFilter(new Gettable(request), response, END);
		}
		finally {
			AuthorizationServerContextHolder.resetContext();
		}
	}

	/**
	 * HEAD is answered as GET, which is all that the filters know; Tomcat sends no body.
	 */
	private static final class Gettable extends HttpServletRequestWrapper {

		private Gettable(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getMethod() {
			return "HEAD".equals(super.getMethod()) ? "GET" : super.getMethod();
		}

	}

	/** The filters of Spring Authorization Server that serve the endpoints. */
	private static final class Endpoints {

		private final AuthorizationServerContext context;

		private final Filter authorize;

		private final Filter token;

		private final Filter keys;

		private final Filter openIdMetadata;

		private final Filter oauthMetadata;

		Endpoints(String issuer, IdentityProperties identity, TokenSigner signer, Clock clock) {
			AuthorizationServerSettings settings = AuthorizationServerSettings.builder()
				.issuer(issuer)
				.authorizationEndpoint(AUTHORIZE)
				.tokenEndpoint(TOKEN)
				.jwkSetEndpoint(KEYS)
				.oidcLogoutEndpoint(SIGN_OUT)
				.build();
			this.context = new Context(issuer, settings);
			StorefrontClient client = new StorefrontClient();
			SealedCodes codes = new SealedCodes(new Seal(signer, "code", clock), client, clock);
			this.authorize = authorize(client, codes);
			this.token = token(client, codes, signer, identity);
			JWKSet keys = signer.publicKeys();
			this.keys = new NimbusJwkSetEndpointFilter(new ImmutableJWKSet<>(keys), KEYS);
			OidcProviderConfigurationEndpointFilter openId = new OidcProviderConfigurationEndpointFilter();
			openId.setProviderConfigurationCustomizer(
					(metadata) -> metadata.scopes(all(StorefrontClient.SCOPES)).claims(Endpoints::onlyWhatIsServed));
			this.openIdMetadata = openId;
			OAuth2AuthorizationServerMetadataEndpointFilter oauth = new OAuth2AuthorizationServerMetadataEndpointFilter();
			oauth.setAuthorizationServerMetadataCustomizer(
					(metadata) -> metadata.scopes(all(StorefrontClient.SCOPES)).claims(Endpoints::onlyWhatIsServed));
			this.oauthMetadata = oauth;
		}

		private static Consumer<List<String>> all(Iterable<String> values) {
			return (list) -> {
				list.clear();
				values.forEach(list::add);
			};
		}

		private static void onlyWhatIsServed(Map<String, Object> metadata) {
			metadata.put("grant_types_supported", List.of(AuthorizationGrantType.AUTHORIZATION_CODE.getValue()));
			metadata.put("token_endpoint_auth_methods_supported", List.of(ClientAuthenticationMethod.NONE.getValue()));
			metadata.keySet()
				.removeIf((name) -> name.startsWith("introspection_") || name.startsWith("revocation_")
						|| name.startsWith("userinfo_") || name.startsWith("dpop_") || name.startsWith("device_")
						|| name.startsWith("pushed_") || name.startsWith("registration_")
						|| name.equals("tls_client_certificate_bound_access_tokens"));
		}

		private static Filter authorize(StorefrontClient client, SealedCodes codes) {
			OAuth2AuthorizationCodeRequestAuthenticationProvider provider = new OAuth2AuthorizationCodeRequestAuthenticationProvider(
					client, codes, new InMemoryOAuth2AuthorizationConsentService());
			provider.setAuthorizationCodeGenerator(codes);
			provider.setAuthorizationConsentRequired((request) -> false);
			provider.setAuthenticationValidator(Endpoints::validate);
			OAuth2AuthorizationEndpointFilter filter = new OAuth2AuthorizationEndpointFilter(manager(provider),
					AUTHORIZE);
			filter.setAuthenticationConverter(new OAuth2AuthorizationCodeRequestAuthenticationConverter());
			return filter;
		}

		/**
		 * Spring Authorization Server ignores the port of loopback addresses (RFC 8252,
		 * 7.3), so another program of the same machine would get the code.
		 */
		private static void validate(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
			OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.accept(context);
			OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
			String address = request.getRedirectUri();
			if (address != null && !context.getRegisteredClient().getRedirectUris().contains(address)) {
				// Without the request, so that the error is not sent there either.
				throw new OAuth2AuthorizationCodeRequestAuthenticationException(
						new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, "The redirect_uri is not the shop's.", null),
						null);
			}
			OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_SCOPE_VALIDATOR.accept(context);
		}

		private static Filter token(StorefrontClient client, SealedCodes codes, TokenSigner signer,
				IdentityProperties identity) {
			JwtGenerator idTokens = tokens(signer.signingKey(), identity);
			// Access tokens without a key id, as TokenSigner: services of 0.1.0 know
			// none.
			JwtGenerator accessTokens = tokens(new RSAKey.Builder(signer.signingKey()).keyID(null).build(), identity);
			OAuth2TokenGenerator<Jwt> tokens = (context) -> OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())
					? accessTokens.generate(context) : idTokens.generate(context);
			OAuth2TokenEndpointFilter filter = new OAuth2TokenEndpointFilter(
					manager(new OAuth2AuthorizationCodeAuthenticationProvider(codes, tokens)), TOKEN);
			filter.setAuthenticationConverter(new OAuth2AuthorizationCodeAuthenticationConverter());
			OAuth2ClientAuthenticationFilter clients = new OAuth2ClientAuthenticationFilter(
					manager(new PublicClientAuthenticationProvider(client, codes)), AnyRequestMatcher.INSTANCE);
			clients.setAuthenticationConverter(new PublicClientAuthenticationConverter());
			return (request, response, chain) -> clients.doFilter(request, response,
					(sameRequest, sameResponse) -> filter.doFilter(sameRequest, sameResponse, chain));
		}

		private static JwtGenerator tokens(RSAKey key, IdentityProperties identity) {
			JwtGenerator tokens = new JwtGenerator(new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key))));
			tokens.setJwtCustomizer((token) -> accessToken(token, identity));
			return tokens;
		}

		/**
		 * As the services expect it: their issuer and audience, scopes as in RFC 9068.
		 */
		private static void accessToken(JwtEncodingContext token, IdentityProperties identity) {
			if (OAuth2TokenType.ACCESS_TOKEN.equals(token.getTokenType())) {
				token.getClaims()
					.issuer(identity.issuer())
					.audience(List.of(identity.audience()))
					.claim(OAuth2ParameterNames.SCOPE, String.join(" ", token.getAuthorizedScopes()));
			}
		}

		private static ProviderManager manager(AuthenticationProvider provider) {
			return new ProviderManager(provider);
		}

	}

	/** The same issuer whatever Host a request names. */
	private record Context(String issuer, AuthorizationServerSettings settings) implements AuthorizationServerContext {

		@Override
		public String getIssuer() {
			return this.issuer;
		}

		@Override
		public AuthorizationServerSettings getAuthorizationServerSettings() {
			return this.settings;
		}

	}

}
