package dev.marea.service.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.function.Function;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;

import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.security.converter.RsaKeyConverters;

/**
 * Reads RSA keys from PEM files in the formats of OpenSSL, the JDK and Helm. The PEM text
 * itself may replace the file name, because on ECS secrets are environment variables.
 */
final class Keys {

	private static final String PEM = "-----BEGIN ";

	private Keys() {
	}

	/**
	 * Reads the key of an X.509 SubjectPublicKeyInfo or of a certificate. The certificate
	 * is not validated: the operator who configured the file trusts it.
	 */
	static RSAPublicKey publicKey(String file) {
		return read(file, (pem) -> RsaKeyConverters.x509()
			.convert(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
	}

	/** Reads a private key in PKCS#8 or PKCS#1. */
	static RSAPrivateCrtKey privateKey(String file) {
		return read(file, (pem) -> (RSAPrivateCrtKey) PemContent.of(pem).getPrivateKey());
	}

	/** The key with its thumbprint (RFC 7638, SHA-256) as its id, for signatures. */
	static RSAKey identified(RSAKey key) {
		try {
			return new RSAKey.Builder(key).keyUse(KeyUse.SIGNATURE).keyIDFromThumbprint().build();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("This JVM has no SHA-256", ex);
		}
	}

	private static <T> T read(String file, Function<String, T> converter) {
		boolean itself = file.startsWith(PEM);
		try {
			return converter.apply(itself ? file : Files.readString(Path.of(file), StandardCharsets.US_ASCII));
		}
		catch (IOException | RuntimeException ex) {
			// The message must not contain the text, which may be a private key.
			throw itself ? new IllegalStateException("Cannot read an RSA key from the PEM that was given.")
					: new IllegalStateException("Cannot read an RSA key from '" + file + "': " + ex.getMessage(), ex);
		}
	}

}
