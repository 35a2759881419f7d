package dev.marea.service.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests keys in the formats of OpenSSL, the JDK and Helm.
 */
class KeysTests {

	private static final String PASSWORD = "changeit";

	/** Bytes before the PKCS#1 key in the PKCS#8 encoding of an RSA key of 2048 bits. */
	private static final int PKCS8_HEADER = 26;

	@TempDir
	static Path folder;

	private static Key privateKey;

	private static Certificate certificate;

	@BeforeAll
	static void makeKeyPair() throws IOException, InterruptedException, GeneralSecurityException {
		Path store = folder.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "key", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=issuer",
				"-keystore", store.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		privateKey = keys.getKey("key", PASSWORD.toCharArray());
		certificate = keys.getCertificate("key");
	}

	@Test
	void reads_a_private_key_in_pkcs8() throws IOException {
		assertThat(Keys.privateKey(pem("PRIVATE KEY", privateKey.getEncoded()))).isEqualTo(privateKey);
	}

	@Test
	void reads_a_private_key_in_pkcs1() throws IOException {
		byte[] pkcs8 = privateKey.getEncoded();
		byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);
		assertThat(Keys.privateKey(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(privateKey);
	}

	@Test
	void reads_a_public_key() throws IOException {
		assertThat(Keys.publicKey(pem("PUBLIC KEY", certificate.getPublicKey().getEncoded())))
			.isEqualTo(certificate.getPublicKey());
	}

	@Test
	void reads_the_public_key_of_a_certificate() throws IOException, GeneralSecurityException {
		assertThat(Keys.publicKey(pem("CERTIFICATE", certificate.getEncoded()))).isEqualTo(certificate.getPublicKey());
	}

	@Test
	void takes_the_pem_itself_in_place_of_a_file() throws IOException {
		String pem = Files.readString(Path.of(pem("PRIVATE KEY", privateKey.getEncoded())));
		assertThat(Keys.privateKey(pem)).isEqualTo(privateKey);
		pem = Files.readString(Path.of(pem("PUBLIC KEY", certificate.getPublicKey().getEncoded())));
		assertThat(Keys.publicKey(pem)).isEqualTo(certificate.getPublicKey());
	}

	@Test
	void does_not_tell_the_pem_that_holds_no_key() {
		assertThatIllegalStateException().isThrownBy(() -> Keys.privateKey("-----BEGIN PRIVATE KEY-----\nsecret"))
			.withMessage("Cannot read an RSA key from the PEM that was given.")
			.withNoCause();
	}

	@Test
	void names_the_file_that_holds_no_key() throws IOException {
		String file = Files.writeString(folder.resolve("empty.pem"), "").toString();
		assertThatIllegalStateException().isThrownBy(() -> Keys.privateKey(file)).withMessageContaining(file);
		assertThatIllegalStateException().isThrownBy(() -> Keys.publicKey(file)).withMessageContaining(file);
	}

	private static String pem(String type, byte[] encoded) throws IOException {
		String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(encoded);
		return Files
			.writeString(Files.createTempFile(folder, "key", ".pem"),
					"-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n")
			.toString();
	}

}
