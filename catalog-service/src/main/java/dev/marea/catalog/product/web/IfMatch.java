package dev.marea.catalog.product.web;

import java.util.Arrays;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.marea.service.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The condition of a change (RFC 9110, 13.1.1): which versions it was meant for.
 */
final class IfMatch {

	private static final Pattern VALUE = Pattern.compile("\\s*(\\*|(W/)?\"[!#-~]*\"(\\s*,\\s*(W/)?\"[!#-~]*\")*)\\s*");

	private IfMatch() {
	}

	static LongPredicate parse(@Nullable String header) {
		if (header == null) {
			throw new ProblemException(HttpStatus.PRECONDITION_REQUIRED, "precondition-required",
					"Send the product's ETag in If-Match.");
		}
		if (header.length() > 1000 || !VALUE.matcher(header).matches()) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"If-Match is not a list of entity tags.");
		}
		// A weak tag never matches here.
		Set<String> tags = Arrays.stream(header.split(",")).map(String::strip).collect(Collectors.toSet());
		return (version) -> tags.contains("*") || tags.contains(tag(version));
	}

	/** The entity tag of a version. */
	static String tag(long version) {
		return "\"" + version + "\"";
	}

}
