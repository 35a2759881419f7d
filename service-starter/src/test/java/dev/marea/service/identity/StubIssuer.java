package dev.marea.service.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An OpenID provider for a resource server, in which a test can cause faults.
 */
final class StubIssuer implements AutoCloseable {

	private static final RSAKey KEY = generate("first");

	private static final RSAKey NEXT_KEY = generate("second");

	private final HttpServer server;

	private final AtomicInteger keyRequests = new AtomicInteger();

	private final AtomicInteger requests = new AtomicInteger();

	private volatile JWKSet keys = new JWKSet(List.of(KEY.toPublicJWK()));

	/** Status of every answer; 0 for no failure. */
	volatile int failure;

	/** Answers wait for this latch. */
	volatile CountDownLatch gate = new CountDownLatch(0);

	StubIssuer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String uri() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/realms/shop";
	}

	/** Number of requests for the keys. */
	int keyRequests() {
		return this.keyRequests.get();
	}

	/** Number of all requests, including those for metadata. */
	int requests() {
		return this.requests.get();
	}

	/** Replaces the signing key; the old key is no longer published. */
	void rotate() {
		this.keys = new JWKSet(List.of(NEXT_KEY.toPublicJWK()));
	}

	/** Creates a token that is valid for an hour. */
	String token() {
		return token("first", KEY, JOSEObjectType.JWT, (claims) -> {
		});
	}

	String tokenOfNextKey() {
		return token("second", NEXT_KEY, JOSEObjectType.JWT, (claims) -> {
		});
	}

	String token(Consumer<JWTClaimsSet.Builder> change) {
		return token("first", KEY, JOSEObjectType.JWT, change);
	}

	String tokenOfType(String type) {
		return token("first", KEY, new JOSEObjectType(type), (claims) -> {
		});
	}

	/** Creates a token with an unknown key and an unknown key id. */
	String forged(String keyId) {
		return token(keyId, NEXT_KEY, JOSEObjectType.JWT, (claims) -> {
		});
	}

	private String token(String keyId, RSAKey key, JOSEObjectType type, Consumer<JWTClaimsSet.Builder> change) {
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(uri())
			.audience("marea")
			.subject("ana")
			.issueTime(new Date())
			.expirationTime(Date.from(Instant.now().plusSeconds(3600)));
		change.accept(claims);
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).type(type).build(),
				claims.build());
		try {
			token.sign(new RSASSASigner(key));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		try (exchange) {
			this.gate.await();
			String path = exchange.getRequestURI().getPath();
			if (this.failure != 0) {
				exchange.sendResponseHeaders(this.failure, -1);
			}
			else if (path.equals("/realms/shop/.well-known/openid-configuration")) {
				answer(exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(uri(), uri()));
			}
			else if (path.equals("/realms/shop/keys")) {
				this.keyRequests.incrementAndGet();
				answer(exchange, this.keys.toString());
			}
			else {
				exchange.sendResponseHeaders(404, -1);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void answer(HttpExchange exchange, String json) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
	}

	private static RSAKey generate(String keyId) {
		try {
			return new RSAKeyGenerator(2048).keyID(keyId).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.gate.countDown();
		this.server.stop(0);
	}

}
