package dev.marea.service.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.security.oauth2.jwt.BadJwtException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The service's own keys while one replaces another.
 */
class KeyRotationTests {

	@TempDir
	private Path folder;

	@Test
	void accepts_tokens_of_the_last_key_and_of_the_next_one() throws Exception {
		Pair last = pair("last");
		Pair next = pair("next");
		TrustedKeysDecoder decoder = new TrustedKeysDecoder(properties(null, last, next));
		for (Pair pair : List.of(last, next)) {
			TokenSigner signer = signer(pair);
			String token = signer.sign("ana", Set.of(), Duration.ofHours(1));
			assertThat(decoder.decode(token).getSubject()).isEqualTo("ana");
			assertThat(decoder.decode(withKeyId(token, signer.signingKey())).getSubject()).isEqualTo("ana");
		}
		TrustedKeysDecoder later = new TrustedKeysDecoder(properties(null, next));
		assertThatExceptionOfType(BadJwtException.class)
			.isThrownBy(() -> later.decode(signer(last).sign("ana", Set.of(), Duration.ofHours(1))));
	}

	@Test
	void publishes_the_last_key_and_the_next_one_but_no_private_key() throws Exception {
		Pair last = pair("last");
		Pair next = pair("next");
		TokenSigner signer = new TokenSigner(properties(next.privateKey(), last, next), Clock.systemUTC());
		List<JWK> keys = signer.publicKeys().getKeys();
		assertThat(keys).hasSize(2).noneMatch(JWK::isPrivate);
		assertThat(keys).extracting(JWK::getKeyID)
			.doesNotHaveDuplicates()
			.first()
			.isEqualTo(signer.signingKey().getKeyID());
	}

	@Test
	void has_no_keys_to_publish_where_nothing_is_signed() throws Exception {
		TokenSigner signer = new TokenSigner(properties(null, pair("last")), Clock.systemUTC());
		assertThatIllegalStateException().isThrownBy(signer::publicKeys)
			.withMessage("No marea.identity.signing-key is configured.");
	}

	private static TokenSigner signer(Pair pair) {
		return new TokenSigner(properties(pair.privateKey()), Clock.systemUTC());
	}

	private static IdentityProperties properties(@Nullable Path signingKey, Pair... trusted) {
		return new IdentityProperties("marea",
				List.of(trusted).stream().map((pair) -> pair.publicKey().toString()).toList(),
				(signingKey != null) ? signingKey.toString() : null, null, "marea", Duration.ofSeconds(2),
				Duration.ofSeconds(10));
	}

	private static String withKeyId(String token, RSAKey key) throws Exception {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
				SignedJWT.parse(token).getJWTClaimsSet());
		jwt.sign(new RSASSASigner(key));
		return jwt.serialize();
	}

	private Pair pair(String name) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		KeyPair pair = generator.generateKeyPair();
		return new Pair(pem(name + ".pem", "PUBLIC KEY", pair.getPublic().getEncoded()),
				pem(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded()));
	}

	private Path pem(String file, String type, byte[] encoded) throws Exception {
		return Files.writeString(this.folder.resolve(file), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type,
				Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(encoded), type));
	}

	private record Pair(Path publicKey, Path privateKey) {
	}

}
