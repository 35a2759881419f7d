package dev.marea.service.identity;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Trusted issuers of tokens, and the key for this service's own tokens.
 *
 * @param issuer {@code iss} of tokens that are signed with one of the keys below
 * @param publicKeys RSA keys whose tokens are accepted: PEM files (X.509
 * SubjectPublicKeyInfo, or a certificate), or the PEM text itself
 * @param signingKey RSA key that signs this service's tokens: a PEM file (PKCS#8 or
 * PKCS#1), or the PEM text itself; absent if the service signs no tokens
 * @param issuerUri a real issuer (OpenID Connect discovery), in addition to the keys
 * @param audience {@code aud} that every token must name, including tokens that this
 * service signs. Set it to the audience that the real issuer uses for this shop
 * @param issuerTimeout connect timeout, and longest wait between two bytes of an answer,
 * of each request to the real issuer
 * @param keyCooldown time in which the service sends at most two requests for the real
 * issuer's keys, however many tokens have unknown key ids. It is also the
 * {@code Retry-After} during an outage. A shorter time finds a new key or the end of an
 * outage earlier
 */
@ConfigurationProperties("marea.identity")
@Validated
public record IdentityProperties(@DefaultValue("marea") @NotBlank String issuer, @DefaultValue List<String> publicKeys,
		@Nullable String signingKey,
		@Pattern(regexp = "https?://[^/?#\\s]+(/\\S*)?",
				message = "must be http or https and a host") @Nullable String issuerUri,
		@DefaultValue("marea") @NotBlank String audience,
		@DefaultValue("2s") @NotNull @DurationMin(millis = 1) Duration issuerTimeout,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 4) Duration keyCooldown) {

	/** Otherwise a subject of the own tokens would be a subject of the real issuer. */
	@AssertTrue(message = "marea.identity.issuer and marea.identity.issuer-uri must differ")
	public boolean isIssuerOtherThanTheRealOne() {
		return !this.issuer.equals(this.issuerUri);
	}

}
