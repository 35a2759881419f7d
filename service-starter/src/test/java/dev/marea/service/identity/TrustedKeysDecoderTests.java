package dev.marea.service.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests tokens of a real issuer, with and without outages.
 */
class TrustedKeysDecoderTests {

	private static final Duration LONG = Duration.ofMinutes(4);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final StubIssuer issuer = new StubIssuer();

	@AfterEach
	void stop() {
		this.issuer.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "JWT", "jwt", "at+jwt", "application/at+jwt" })
	void accepts_tokens_of_both_types(String type) {
		assertThat(decoder(LONG).decode(this.issuer.tokenOfType(type)).getSubject()).isEqualTo("ana");
	}

	@Test
	void asks_nobody_for_a_token_that_cannot_be_valid() {
		TrustedKeysDecoder decoder = decoder(LONG);
		Date past = Date.from(Instant.now().minusSeconds(3600));
		String[] parts = this.issuer.token().split("\\.");
		List<String> invalid = List.of("garbage", "a.b.c", "..", parts[0] + "." + parts[1],
				new PlainJWT(new JWTClaimsSet.Builder().issuer(this.issuer.uri()).build()).serialize(),
				this.issuer.token((claims) -> claims.audience("another")),
				this.issuer.token((claims) -> claims.audience((String) null)),
				this.issuer.token((claims) -> claims.expirationTime(null)),
				this.issuer.token((claims) -> claims.expirationTime(past)),
				this.issuer.token((claims) -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(3600)))),
				this.issuer.token((claims) -> claims.issuer("http://localhost:1/another")),
				this.issuer.token((claims) -> claims.issuer(null)), this.issuer.tokenOfType("secevent+jwt"));
		for (String token : invalid) {
			assertThatExceptionOfType(BadJwtException.class).as(token).isThrownBy(() -> decoder.decode(token));
		}
		assertThat(this.issuer.requests()).isZero();
	}

	@Test
	void fetches_no_keys_for_each_forged_key_id() {
		TrustedKeysDecoder decoder = decoder(LONG);
		decoder.decode(this.issuer.token());
		for (int forgery = 0; forgery < 50; forgery++) {
			String token = this.issuer.forged("forged-" + forgery);
			assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode(token));
		}
		assertThat(this.issuer.keyRequests()).isLessThanOrEqualTo(2);
		assertThat(decoder.decode(this.issuer.token()).getSubject()).isEqualTo("ana");
	}

	@Test
	void learns_a_new_key_after_the_cool_down() {
		TrustedKeysDecoder decoder = decoder(Duration.ofMillis(50));
		decoder.decode(this.issuer.token());
		this.issuer.rotate();
		Awaitility.await()
			.atMost(PATIENCE)
			.ignoreException(BadJwtException.class)
			.until(() -> decoder.decode(this.issuer.tokenOfNextKey()) != null);
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode(this.issuer.token()));
	}

	@Test
	void fetches_once_for_all_who_come_at_once() throws Exception {
		TrustedKeysDecoder decoder = decoder(LONG, Duration.ofSeconds(30));
		this.issuer.gate = new CountDownLatch(1);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			Callable<String> decoding = () -> decoder.decode(this.issuer.token()).getSubject();
			List<Future<String>> subjects = Stream.generate(() -> threads.submit(decoding)).limit(20).toList();
			Awaitility.await().atMost(PATIENCE).until(() -> this.issuer.requests() == 1);
			this.issuer.gate.countDown();
			for (Future<String> subject : subjects) {
				assertThat(subject.get()).isEqualTo("ana");
			}
		}
		assertThat(this.issuer.keyRequests()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 404, 500, 503 })
	void tells_an_outage_from_a_bad_token(int status) {
		this.issuer.failure = status;
		TrustedKeysDecoder decoder = decoder(LONG);
		for (int attempt = 0; attempt < 10; attempt++) {
			assertOutage(decoder, this.issuer.token());
		}
		// Two attempts, each for both kinds of metadata.
		assertThat(this.issuer.requests()).isLessThanOrEqualTo(4);
		assertThatExceptionOfType(BadJwtException.class).isThrownBy(() -> decoder.decode("garbage"));
	}

	@Test
	void accepts_tokens_again_when_the_issuer_is_back() {
		this.issuer.failure = 503;
		TrustedKeysDecoder decoder = decoder(Duration.ofMillis(50));
		assertOutage(decoder, this.issuer.token());
		this.issuer.failure = 0;
		Awaitility.await()
			.atMost(PATIENCE)
			.ignoreException(JwtException.class)
			.until(() -> decoder.decode(this.issuer.token()) != null);
	}

	@Test
	void keeps_accepting_with_the_keys_that_it_knows() {
		TrustedKeysDecoder decoder = decoder(Duration.ofMillis(1));
		decoder.decode(this.issuer.token());
		this.issuer.failure = 503;
		for (int attempt = 0; attempt < 5; attempt++) {
			String forged = this.issuer.forged("forged-" + attempt);
			assertThatExceptionOfType(JwtException.class).isThrownBy(() -> decoder.decode(forged));
			assertThat(decoder.decode(this.issuer.token()).getSubject()).isEqualTo("ana");
		}
	}

	@Test
	void answers_within_its_bounds_while_the_issuer_hangs() throws Exception {
		this.issuer.gate = new CountDownLatch(1);
		TrustedKeysDecoder decoder = decoder(LONG, Duration.ofMillis(200));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<? extends Future<?>> attempts = IntStream.range(0, 20)
				.mapToObj((attempt) -> threads.submit(() -> assertOutage(decoder, this.issuer.token())))
				.toList();
			for (Future<?> attempt : attempts) {
				attempt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
		}
		assertThat(this.issuer.requests()).isLessThanOrEqualTo(4);
	}

	private void assertOutage(TrustedKeysDecoder decoder, String token) {
		assertThatExceptionOfType(JwtException.class).isThrownBy(() -> decoder.decode(token))
			.isNotInstanceOf(BadJwtException.class);
	}

	private TrustedKeysDecoder decoder(Duration cooldown) {
		return decoder(cooldown, Duration.ofSeconds(10));
	}

	private TrustedKeysDecoder decoder(Duration cooldown, Duration timeout) {
		return new TrustedKeysDecoder(
				new IdentityProperties("marea", List.of(), null, this.issuer.uri(), "marea", timeout, cooldown));
	}

}
