package dev.marea.catalog.product;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of a search, as PostgreSQL's {@code to_tsquery} takes them.
 */
record SearchWords(List<String> words) {

	private static final Pattern SPACES = Pattern.compile("\\s+");

	static SearchWords of(String text) {
		return new SearchWords(Arrays.stream(SPACES.split(text.strip())).filter((word) -> !word.isEmpty()).toList());
	}

	boolean isEmpty() {
		return this.words.isEmpty();
	}

	/** All words. */
	String exact() {
		return this.words.stream().map(SearchWords::quoted).collect(Collectors.joining(" & "));
	}

	/**
	 * All words; the last one, which may not be typed to its end, matches as a prefix.
	 */
	String typed() {
		return exact() + ":*";
	}

	/** Operators in it are text. */
	private static String quoted(String word) {
		return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
	}

}
