package dev.marea.gateway.signin;

import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The storefront as a client of the real issuer, {@code marea.identity.issuer-uri}: a
 * public client with the code flow, PKCE (S256) and the redirect URI
 * {@code https://SHOP/}.
 *
 * @param clientId its {@code client_id} there
 * @param scope the scopes that it asks for, separated by spaces, {@code openid} among
 * them
 * @param origins further origins of the issuer, such as {@code https://auth.example.com},
 * whose token endpoint is not at the issuer's own. Pages may send requests there
 */
@ConfigurationProperties("marea.sign-in")
@Validated
public record SignInProperties(@DefaultValue("storefront") @NotBlank String clientId,
		@DefaultValue("openid profile") @Pattern(regexp = "(.* )?openid( .*)?",
				message = "must contain openid") String scope,
		@DefaultValue @NotNull List<@Pattern(regexp = "https?://[A-Za-z0-9.:\\[\\]-]+",
				message = "must be http or https and a host") String> origins) {
}
