package dev.marea.gateway.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;

import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.marea.service.identity.TokenSigner;

/**
 * Encrypts what the demo issuer would otherwise have to store (JWE, A256GCM). So visitors
 * take no memory, and each replica reads what another one wrote. The key is derived from
 * the signing key, which all replicas share.
 */
final class Seal {

	private final SecretKey key;

	private final Clock clock;

	/**
	 * @param purpose what is sealed; a seal opens nothing of another purpose
	 */
	Seal(TokenSigner signer, String purpose, Clock clock) {
		try {
			this.key = KDF.getInstance("HKDF-SHA256")
				.deriveKey("AES",
						HKDFParameterSpec.ofExtract()
							.addIKM(signer.signingKey().toPrivateKey().getEncoded())
							.thenExpand(("marea demo issuer: " + purpose).getBytes(StandardCharsets.UTF_8), 32));
		}
		catch (GeneralSecurityException | JOSEException ex) {
			throw new IllegalStateException("Cannot derive a key from the signing key: " + ex.getMessage(), ex);
		}
		this.clock = clock;
	}

	/** Text for URLs and cookies. The claims must say when they expire. */
	String seal(JWTClaimsSet claims) {
		try {
			EncryptedJWT sealed = new EncryptedJWT(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), claims);
			sealed.encrypt(new DirectEncrypter(this.key));
			return sealed.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("Cannot encrypt: " + ex.getMessage(), ex);
		}
	}

	/** The claims, unless they expired or another key sealed them. */
	Optional<JWTClaimsSet> open(String text) {
		try {
			EncryptedJWT sealed = EncryptedJWT.parse(text);
			sealed.decrypt(new DirectDecrypter(this.key));
			JWTClaimsSet claims = sealed.getJWTClaimsSet();
			Date expiry = claims.getExpirationTime();
			return (expiry != null && expiry.toInstant().isAfter(this.clock.instant())) ? Optional.of(claims)
					: Optional.empty();
		}
		catch (ParseException | JOSEException | IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
