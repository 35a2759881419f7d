package dev.marea.lab.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;

/**
 * Reads CAs, client certificates and keys from PEM files and keystores.
 *
 * @param password of the key or the keystores; absent without one
 */
record Certificates(char @Nullable [] password) {

	private static final Pattern KEY = Pattern
		.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s:,-]*?)-----END [A-Z ]*PRIVATE KEY-----");

	private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

	private static final int MEBIBYTE = 1 << 20;

	/**
	 * A context with these certificates.
	 * @param cacert trusted CAs; absent for those of the JDK
	 * @param cert client certificate; absent without one
	 * @param key its key; absent if the certificate's file has it
	 * @throws UsageError with the file and what is wrong with it
	 */
	SSLContext context(@Nullable Path cacert, @Nullable Path cert, @Nullable Path key) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((cert != null) ? keys(cert, key) : null, (cacert != null) ? trusted(cacert) : null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new UsageError("The certificates cannot be used: " + ex.getMessage() + ".", ex);
		}
	}

	private TrustManager[] trusted(Path file) throws GeneralSecurityException {
		KeyStore store = isPem(file) ? empty() : keystore(file, "--cacert");
		if (isPem(file)) {
			int number = 0;
			for (Certificate certificate : certificates(file, "--cacert")) {
				store.setCertificateEntry("ca-" + number++, certificate);
			}
		}
		else if (!hasCertificate(store)) {
			throw unusable("--cacert", file, "it has no certificate that can be read; give --pass if it is encrypted",
					null);
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory.getTrustManagers();
	}

	/** Without a password, PKCS#12 opens without its encrypted certificates. */
	private static boolean hasCertificate(KeyStore store) throws KeyStoreException {
		for (String alias : Collections.list(store.aliases())) {
			if (store.getCertificate(alias) != null) {
				return true;
			}
		}
		return false;
	}

	private KeyManager[] keys(Path cert, @Nullable Path key) throws GeneralSecurityException {
		KeyStore store;
		char[] protection = Objects.requireNonNullElse(this.password, new char[0]);
		if (isPem(cert)) {
			Certificate[] chain = certificates(cert, "--cert").toArray(Certificate[]::new);
			store = empty();
			store.setKeyEntry("client", key((key != null) ? key : cert, chain[0].getPublicKey().getAlgorithm()),
					protection, chain);
		}
		else {
			store = keystore(cert, "--cert");
		}
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, protection);
		return factory.getKeyManagers();
	}

	private static Collection<? extends Certificate> certificates(Path file, String option)
			throws GeneralSecurityException {
		String text = text(file);
		String pem = text.substring(text.indexOf(CERTIFICATE))
			.replaceAll("(?s)-----BEGIN [A-Z ]*KEY-----.*?KEY-----\\s*", "");
		try {
			return CertificateFactory.getInstance("X.509")
				.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
		}
		catch (GeneralSecurityException ex) {
			throw unusable(option, file, "it has no certificate that can be read", ex);
		}
	}

	/**
	 * @param algorithm of the certificate's public key
	 */
	private PrivateKey key(Path file, String algorithm) {
		Matcher matcher = KEY.matcher(text(file));
		if (!matcher.find()) {
			throw unusable("--key", file, "it has no PEM private key", null);
		}
		String kind = matcher.group(1).strip();
		if (!kind.isEmpty() && !kind.equals("ENCRYPTED")) {
			throw unusable("--key", file, "its key is not in PKCS#8; convert it with 'openssl pkcs8 -topk8 -in "
					+ file.getFileName() + " -nodes'", null);
		}
		try {
			byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
			return KeyFactory.getInstance(algorithm)
				.generatePrivate(kind.isEmpty() ? new PKCS8EncodedKeySpec(encoded) : decrypted(encoded, file));
		}
		catch (GeneralSecurityException | IOException | IllegalArgumentException ex) {
			throw unusable("--key", file, "its key cannot be read; it must belong to --cert, and --pass must be right",
					ex);
		}
	}

	private PKCS8EncodedKeySpec decrypted(byte[] encoded, Path file) throws GeneralSecurityException, IOException {
		if (this.password == null) {
			throw unusable("--key", file, "its key is encrypted; give --pass", null);
		}
		EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
		// PBES2 tells its algorithms in its parameters only.
		String scheme = info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
		Cipher cipher = Cipher.getInstance(scheme);
		cipher.init(Cipher.DECRYPT_MODE,
				SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(this.password)),
				info.getAlgParameters());
		return info.getKeySpec(cipher);
	}

	private KeyStore keystore(Path file, String option) {
		try {
			return KeyStore.getInstance(file.toFile(), this.password);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw unusable(option, file, "it is neither PEM nor a keystore that --pass opens", ex);
		}
	}

	private static KeyStore empty() throws GeneralSecurityException {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			return store;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isPem(Path file) {
		return text(file).contains(CERTIFICATE);
	}

	private static String text(Path file) {
		try {
			if (Files.size(file) > MEBIBYTE) {
				throw new UsageError(file + " cannot be read: it is larger than 1 MiB.");
			}
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UsageError(file + " cannot be read: there is no such file, or this user may not read it.", ex);
		}
	}

	private static UsageError unusable(String option, Path file, String complaint, @Nullable Throwable cause) {
		String message = "%s %s cannot be used: %s.".formatted(option, file, complaint);
		return (cause != null) ? new UsageError(message, cause) : new UsageError(message);
	}

}
