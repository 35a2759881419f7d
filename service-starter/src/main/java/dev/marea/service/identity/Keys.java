package dev.marea.service.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.function.Function;

import org.springframework.security.converter.RsaKeyConverters;

/**
 * RSA keys from PEM files.
 */
final class Keys {

	private Keys() {
	}

	static RSAPublicKey publicKey(String file) {
		return read(file, (in) -> RsaKeyConverters.x509().convert(in));
	}

	static RSAPrivateCrtKey privateKey(String file) {
		return (RSAPrivateCrtKey) read(file, (in) -> RsaKeyConverters.pkcs8().convert(in));
	}

	private static <T> T read(String file, Function<InputStream, T> converter) {
		try (InputStream in = Files.newInputStream(Path.of(file))) {
			return converter.apply(in);
		}
		catch (IOException | RuntimeException ex) {
			throw new IllegalStateException("Cannot read an RSA key from '" + file + "': " + ex.getMessage(), ex);
		}
	}

}
