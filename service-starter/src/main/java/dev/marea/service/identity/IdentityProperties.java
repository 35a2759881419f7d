package dev.marea.service.identity;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are accepted, and with which key this service signs its own.
 *
 * @param issuer the {@code iss} of tokens signed with one of the keys below
 * @param publicKeys PEM files (X.509 SubjectPublicKeyInfo, or a certificate) of RSA keys
 * whose tokens are accepted, or the PEM itself
 * @param signingKey PEM file (PKCS#8 or PKCS#1) of the RSA key to sign with; absent where
 * the service signs nothing; or the PEM itself
 * @param issuerUri a real issuer (OpenID Connect discovery), in addition to the keys
 */
@ConfigurationProperties("marea.identity")
public record IdentityProperties(@DefaultValue("marea") String issuer, @DefaultValue List<String> publicKeys,
		@Nullable String signingKey, @Nullable String issuerUri) {
}
