package dev.marea.catalog.product.web;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

import dev.marea.service.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ETag;
import org.springframework.http.HttpStatus;

/**
 * The precondition of a change (RFC 9110, 13.1.1): the versions for which it is meant.
 */
final class IfMatch {

	/**
	 * Pattern for the contract: the accepted lists, without tags that contain a comma.
	 */
	static final String PATTERN = "^(\\*|(W/)?\"[\\x21\\x23-\\x2B\\x2D-\\x7E]+\"(, ?(W/)?\"[\\x21\\x23-\\x2B\\x2D-\\x7E]+\")*)$";

	private IfMatch() {
	}

	/**
	 * Parses the header. A missing header is refused only when a version is tested: if
	 * the product does not exist, the answer is 404 with any condition (13.2.1).
	 */
	static LongPredicate parse(@Nullable String header) {
		if (header == null) {
			return (version) -> {
				throw new ProblemException(HttpStatus.PRECONDITION_REQUIRED, "precondition-required",
						"Send the product's ETag in If-Match.");
			};
		}
		List<ETag> tags = ETag.parse(header);
		if (tags.isEmpty() || !isWhole(header, tags)) {
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"If-Match is not a list of entity tags.")
				.field("If-Match");
		}
		return (version) -> tags.stream()
			.anyMatch((tag) -> tag.isWildcard() || tag.compare(new ETag(String.valueOf(version), false), true));
	}

	/**
	 * Whether the parser read the whole header. It skips parts that it does not know, and
	 * a change needs its full precondition.
	 */
	private static boolean isWhole(String header, List<ETag> tags) {
		String parsed = tags.stream().map(ETag::formattedTag).collect(Collectors.joining(","));
		return header.replaceAll("[ \\t]*(,[ \\t]*)+", ",").strip().equals(parsed)
				&& (tags.size() == 1 || tags.stream().noneMatch(ETag::isWildcard));
	}

	/** The entity tag of a version. */
	static String tag(long version) {
		return new ETag(String.valueOf(version), false).formattedTag();
	}

}
