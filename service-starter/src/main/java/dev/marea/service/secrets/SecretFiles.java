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
 * Makes what a stack on one host needs before it starts, so that no secret is in a file
 * of the project: a password for each database role, and the key pairs that tokens are
 * signed with. Every reader has a folder of its own, holding just what it may know. What
 * is there already is kept.
 */
public final class SecretFiles {

	private static final int PASSWORD_BYTES = 24;

	private final Path root;

	private final SecureRandom random = new SecureRandom();

	SecretFiles(Path root) {
		this.root = root;
	}

	/**
	 * Makes what is missing.
	 * @param args the folder that holds the readers' folders
	 */
	public static void main(String[] args) throws IOException, GeneralSecurityException {
		new SecretFiles(Path.of(args[0])).make();
	}

	void make() throws IOException, GeneralSecurityException {
		if (Files.exists(this.root.resolve("database/postgres-password"))) {
			System.out.println("The secrets are there already.");
			return;
		}
		keyPair("issuer", "gateway", "gateway", "catalog", "order");
		keyPair("orders", "order", "catalog");
		password("catalog-password", "catalog");
		password("orders-password", "order");
		// Last, because it tells that all is made.
		write("database", "postgres-password", newPassword());
		System.out.println("Made new secrets.");
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
