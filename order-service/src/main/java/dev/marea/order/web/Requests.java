package dev.marea.order.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.marea.order.Owner;
import dev.marea.service.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;

/**
 * Reads the path, parameters, headers and token of a request.
 */
final class Requests {

	static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	static final String KEY_PATTERN = "^[\\x21-\\x7E]([\\x20-\\x7E]{0,98}[\\x21-\\x7E])?$";

	private static final Pattern KEY = Pattern.compile(KEY_PATTERN);

	private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private static final int LONGEST_SUBJECT = 255;

	private Requests() {
	}

	static String idempotencyKey(HttpHeaders headers) {
		List<String> keys = headers.getOrDefault(IDEMPOTENCY_KEY, List.of());
		if (keys.size() != 1 || !KEY.matcher(keys.getFirst()).matches()) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"The header Idempotency-Key must be given once, with 1 to 100 printable ASCII characters.")
				.field(IDEMPOTENCY_KEY);
		}
		return keys.getFirst();
	}

	/** The caller, by issuer and subject of the token. */
	static Owner owner(Jwt token) {
		String subject = token.getSubject();
		if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT
				|| subject.codePoints().anyMatch(Requests::isUnwritable)) {
			throw new ProblemException(HttpStatus.FORBIDDEN, "forbidden",
					"The token names no subject that could own an order.");
		}
		return new Owner(token.getClaimAsString(JwtClaimNames.ISS), subject);
	}

	/** Parses an id; empty if it is malformed. */
	static Optional<UUID> id(String text) {
		return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
	}

	static Optional<UUID> cursor(@Nullable String after) {
		if (after == null) {
			return Optional.empty();
		}
		return Optional.of(id(after).orElseThrow(() -> new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
				"The parameter 'after' must be the field 'next' of a page.")
			.field("after")));
	}

	/** PostgreSQL rejects NUL, and UTF-8 cannot encode unpaired surrogates. */
	private static boolean isUnwritable(int codePoint) {
		return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
	}

}
