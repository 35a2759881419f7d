package dev.marea.service.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * A key pair that the service under test trusts and signs with. Import it into a test;
 * {@link TestTokens} signs with the same key.
 */
@TestConfiguration(proxyBeanMethods = false)
public class TestIdentity {

	static final Path PUBLIC_KEY;

	static final Path SIGNING_KEY;

	static {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			KeyPair pair = generator.generateKeyPair();
			PUBLIC_KEY = pem("PUBLIC KEY", pair.getPublic().getEncoded());
			SIGNING_KEY = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** PEM file of the trusted public key. */
	public static Path publicKey() {
		return PUBLIC_KEY;
	}

	@Bean
	DynamicPropertyRegistrar identityProperties() {
		return (registry) -> {
			registry.add("marea.identity.public-keys", PUBLIC_KEY::toString);
			registry.add("marea.identity.signing-key", SIGNING_KEY::toString);
		};
	}

	private static Path pem(String type, byte[] encoded) {
		try {
			Path file = Files.createTempFile("marea-test", ".pem");
			file.toFile().deleteOnExit();
			String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(encoded);
			return Files.writeString(file,
					"-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
