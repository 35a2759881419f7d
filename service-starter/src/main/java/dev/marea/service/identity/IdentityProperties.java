package dev.marea.service.identity;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whose tokens are accepted, and with which key this service signs its own.
 *
 * @param issuer the {@code iss} of tokens signed with one of the keys below
 * @param publicKeys PEM files (X.509 SubjectPublicKeyInfo, or a certificate) of RSA keys
 * whose tokens are accepted, or the PEM itself
 * @param signingKey PEM file (PKCS#8 or PKCS#1) of the RSA key to sign with; absent where
 * the service signs nothing; or the PEM itself
 * @param issuerUri a real issuer (OpenID Connect discovery), in addition to the keys
 * @param audience the {@code aud} that every token must name; tokens signed here name it
 * too. Set it to the audience that the real issuer gives to this shop
 * @param issuerTimeout connect timeout, and longest wait between two bytes of an answer,
 * of each request to the real issuer
 * @param keyCooldown at most two requests for the real issuer's keys in this time, for
 * any number of tokens with an unknown key id; also the {@code Retry-After} of an outage.
 * A shorter time finds a new key or the end of an outage earlier
 */
@ConfigurationProperties("marea.identity")
@Validated
public record IdentityProperties(@DefaultValue("marea") @NotBlank String issuer, @DefaultValue List<String> publicKeys,
		@Nullable String signingKey, @Nullable String issuerUri, @DefaultValue("marea") @NotBlank String audience,
		@DefaultValue("2s") @NotNull @DurationMin(millis = 1) Duration issuerTimeout,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 4) Duration keyCooldown) {
}
