package dev.marea.lab.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Sample;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A server that asks for a client certificate, and certificates made by keytool. */
class CertificatesTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	@TempDir
	static Path folder;

	private static HttpsServer server;

	@BeforeAll
	static void start() throws Exception {
		make("server");
		make("client");
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store("server"), PASSWORD);
		TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		KeyStore clients = KeyStore.getInstance("PKCS12");
		clients.load(null, null);
		clients.setCertificateEntry("client", store("client").getCertificate("client"));
		trusted.init(clients);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
		server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
		server.setHttpsConfigurator(new HttpsConfigurator(context) {
			@Override
			public void configure(HttpsParameters parameters) {
				SSLParameters needed = getSSLContext().getDefaultSSLParameters();
				needed.setNeedClientAuth(true);
				parameters.setSSLParameters(needed);
			}
		});
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop(0);
	}

	@Test
	void presents_a_pem_certificate_and_trusts_the_given_ca() throws Exception {
		SSLContext context = new Certificates(null).context(pem("server"), pem("client"), key());
		assertThat(send(context).status()).isEqualTo(204);
	}

	@Test
	void presents_a_certificate_of_a_keystore() throws Exception {
		SSLContext context = new Certificates(PASSWORD).context(pem("server"), folder.resolve("client.p12"), null);
		assertThat(send(context).status()).isEqualTo(204);
	}

	@Test
	void fails_with_a_reason_at_a_server_that_the_ca_did_not_sign() throws Exception {
		SSLContext context = new Certificates(null).context(pem("client"), pem("client"), key());
		assertThat(send(context).error()).startsWith("TLS failed: ");
	}

	@Test
	void says_what_is_wrong_with_a_file() throws Exception {
		Path text = Files.writeString(folder.resolve("text.pem"), "no PEM at all");
		Path old = Files.writeString(folder.resolve("old.pem"),
				"-----BEGIN " + "RSA PRIVATE KEY-----\nAAAA\n-----END " + "RSA PRIVATE KEY-----\n");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> new Certificates(null).context(text, null, null))
			.withMessage("--cacert %s cannot be used: it is neither PEM nor a keystore that --pass opens.", text);
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> new Certificates(null).context(null, pem("client"), text))
			.withMessage("--key %s cannot be used: it has no PEM private key.", text);
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> new Certificates(null).context(null, pem("client"), old))
			.withMessageContaining("openssl pkcs8 -topk8 -in old.pem -nodes");
	}

	@Test
	void says_that_an_encrypted_truststore_needs_its_password() throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", store("server").getCertificate("server"));
		Path file = folder.resolve("trusted.p12");
		try (OutputStream out = Files.newOutputStream(file)) {
			trusted.store(out, PASSWORD);
		}
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> new Certificates(null).context(file, null, null))
			.withMessage("--cacert %s cannot be used: "
					+ "it has no certificate that can be read; give --pass if it is encrypted.", file);
		assertThat(send(new Certificates(PASSWORD).context(file, folder.resolve("client.p12"), null)).status())
			.isEqualTo(204);
	}

	private static Sample send(SSLContext context) {
		String url = "https://127.0.0.1:" + server.getAddress().getPort();
		Traffic traffic = new Traffic(Scenario.get("/"), 1);
		try (HttpSender sender = new HttpSender(Target.of(url, Set.of()), traffic,
				new HttpSettings(context, "Served-By"), Duration.ofSeconds(30), 1)) {
			return sender.send(traffic.next(), System.nanoTime());
		}
	}

	private static void make(String name) throws IOException, InterruptedException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", folder.resolve(name + ".p12").toString(),
				"-storepass", "changeit")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(keytool.waitFor()).isZero();
	}

	private static KeyStore store(String name) throws Exception {
		return KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), PASSWORD);
	}

	private static Path pem(String name) throws Exception {
		Certificate certificate = store(name).getCertificate(name);
		return write(name + ".pem", "CERTIFICATE", certificate.getEncoded());
	}

	private static Path key() throws Exception {
		return write("key.pem", "PRIVATE KEY", store("client").getKey("client", PASSWORD).getEncoded());
	}

	private static Path write(String name, String kind, byte[] bytes) throws IOException {
		return Files.writeString(folder.resolve(name), "-----BEGIN " + kind + "-----\n"
				+ Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind + "-----\n");
	}

}
