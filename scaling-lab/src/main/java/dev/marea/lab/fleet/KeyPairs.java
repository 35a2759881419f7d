package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/**
 * RSA key pairs as PEM files. They are created once and kept, so tokens outlive a restart
 * of the fleet.
 */
final class KeyPairs {

	private final Path folder;

	KeyPairs(Path folder) {
		this.folder = folder;
	}

	/** PKCS#8. */
	Path privateKey(String name) {
		return this.folder.resolve(name + ".key");
	}

	/** X.509 SubjectPublicKeyInfo. */
	Path publicKey(String name) {
		return this.folder.resolve(name + ".pub");
	}

	void make(String name) {
		if (Files.exists(privateKey(name)) && Files.exists(publicKey(name))) {
			return;
		}
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			KeyPair pair = generator.generateKeyPair();
			write(privateKey(name), "PRIVATE KEY", pair.getPrivate().getEncoded());
			write(publicKey(name), "PUBLIC KEY", pair.getPublic().getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void write(Path file, String type, byte[] encoded) {
		String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
		try {
			Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
