package dev.marea.gateway.signin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.marea.gateway.token.DemoIssuer;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider as the storefront knows it, in the words of its metadata.
 *
 * @param issuer the {@code iss} of its id tokens
 * @param clientId the storefront's name there
 * @param scope scopes to ask for, separated by spaces
 * @param authorizationEndpoint absent, with the two below, if the storefront has to ask
 * the issuer for its metadata
 */
@JsonInclude(Include.NON_NULL)
record Provider(String issuer, @JsonProperty("client_id") String clientId, String scope,
		@JsonProperty("authorization_endpoint") @Nullable String authorizationEndpoint,
		@JsonProperty("token_endpoint") @Nullable String tokenEndpoint,
		@JsonProperty("end_session_endpoint") @Nullable String endSessionEndpoint) {

	static Provider discovered(String issuer, String clientId, String scope) {
		return new Provider(issuer, clientId, scope, null, null, null);
	}

	/** Its endpoints are paths, because the shop has several addresses. */
	static Provider demo(String issuer) {
		return new Provider(issuer, DemoIssuer.CLIENT, DemoIssuer.SCOPE, DemoIssuer.AUTHORIZE, DemoIssuer.TOKEN,
				DemoIssuer.SIGN_OUT);
	}

}
