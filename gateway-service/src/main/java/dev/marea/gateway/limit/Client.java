package dev.marea.gateway.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import dev.marea.service.web.ClientNetwork;

/**
 * The client whose bucket a request takes a token from.
 *
 * @param kind label of the meters
 * @param key at most 60 ASCII characters
 */
record Client(Kind kind, String key) {

	/**
	 * The client at an address, by its {@link ClientNetwork}.
	 * @param address IPv4 or IPv6 address, as the servlet API has it
	 */
	static Client at(String address) {
		return new Client(Kind.ADDRESS, ClientNetwork.of(address));
	}

	/**
	 * The client that is signed in. The key is a hash, because subjects may be long and
	 * the store must not contain names.
	 */
	static Client signedIn(String issuer, String subject) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			// The length separates issuer and subject, as both may contain any character.
			digest.update((issuer.length() + ":" + issuer + subject).getBytes(StandardCharsets.UTF_8));
			return new Client(Kind.SUBJECT,
					"sub:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest()));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How a client is identified. */
	enum Kind {

		ADDRESS, SUBJECT

	}

}
