package dev.marea.service.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Creates the secrets of a stack on one host, so that the project's files contain none.
 * They are a password for each database role and the key pairs that sign tokens. Every
 * reader has its own folder with only the secrets that it needs. Existing secrets are
 * kept.
 */
public final class SecretFiles {

	private static final int PASSWORD_BYTES = 24;

	private final Path root;

	private final SecureRandom random = new SecureRandom();

	SecretFiles(Path root) {
		this.root = root;
	}

	/**
	 * Creates missing secrets.
	 * @param args folder that contains the readers' folders
	 */
	public static void main(String[] args) throws IOException, GeneralSecurityException {
		new SecretFiles(Path.of(args[0])).make();
	}

	void make() throws IOException, GeneralSecurityException {
		if (Files.exists(this.root.resolve("database/postgres-password"))) {
			System.out.println("The secrets exist already.");
			return;
		}
		keyPair("issuer", "gateway", "gateway", "catalog", "order");
		keyPair("orders", "order", "catalog");
		password("catalog-password", "catalog");
		password("orders-password", "order");
		// Written last: this file marks the secrets as complete.
		write("database", "postgres-password", newPassword());
		System.out.println("Created new secrets.");
	}

	private void keyPair(String name, String signer, String... trusting) throws IOException, GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048, this.random);
		KeyPair pair = generator.generateKeyPair();
		write(signer, "signing-key.pem", pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
		for (String reader : trusting) {
			write(reader, name + ".pem", pem("PUBLIC KEY", pair.getPublic().getEncoded()));
		}
	}

	private void password(String name, String service) throws IOException {
		String password = newPassword();
		write("database", name, password);
		write(service, "spring.datasource.password", password);
	}

	private String newPassword() {
		byte[] bytes = new byte[PASSWORD_BYTES];
		this.random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private void write(String reader, String name, String content) throws IOException {
		Path folder = Files.createDirectories(this.root.resolve(reader));
		Files.writeString(folder.resolve(name), content);
	}

	private static String pem(String type, byte[] encoded) {
		String base64 = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(encoded);
		return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
	}

}
