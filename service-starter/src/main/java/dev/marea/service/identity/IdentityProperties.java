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
 * @param audience the {@code aud} that a token must name, whoever issued it; tokens
 * signed here name it too
 * @param issuerTimeout connect timeout, and longest wait between two bytes of an answer,
 * of each request to the real issuer
 * @param keyCooldown the real issuer is asked for its keys at most twice in this time,
 * however many tokens name a key that is not known; also the {@code Retry-After} of its
 * outage
 */
@ConfigurationProperties("marea.identity")
@Validated
public record IdentityProperties(@DefaultValue("marea") @NotBlank String issuer, @DefaultValue List<String> publicKeys,
		@Nullable String signingKey, @Nullable String issuerUri, @DefaultValue("marea") @NotBlank String audience,
		@DefaultValue("2s") @NotNull @DurationMin(millis = 1) Duration issuerTimeout,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 4) Duration keyCooldown) {
}
