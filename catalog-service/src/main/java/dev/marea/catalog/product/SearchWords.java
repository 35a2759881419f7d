package dev.marea.catalog.product;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of a search in the syntax of PostgreSQL's {@code to_tsquery}.
 */
record SearchWords(List<String> words) {

	private static final Pattern SPACES = Pattern.compile("\\s+");

	static SearchWords of(String text) {
		return new SearchWords(Arrays.stream(SPACES.split(text.strip())).filter((word) -> !word.isEmpty()).toList());
	}

	boolean isEmpty() {
		return this.words.isEmpty();
	}

	/** Query for products with all words as whole words. */
	String exact() {
		return this.words.stream().map(SearchWords::quoted).collect(Collectors.joining(" & "));
	}

	/**
	 * Query for products with all words. The last word matches as a prefix, because the
	 * user may still be typing it.
	 */
	String typed() {
		return exact() + ":*";
	}

	/** Quotes a word, so that operators in it are text. */
	private static String quoted(String word) {
		return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'";
	}

}
