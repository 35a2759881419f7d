package dev.marea.lab.measure;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts by kind. Servers choose some of the names, so their number and length are
 * bounded. Not safe for use by several threads.
 */
public final class Kinds {

	/** Maximum number of kinds with their own count; later kinds share one. */
	static final int MOST = 50;

	/** Characters of a name. */
	static final int LONGEST = 160;

	private final String others;

	private final Map<String, Long> counts = new HashMap<>();

	private long rest;

	/**
	 * @param others name of the count that later kinds share
	 */
	Kinds(String others) {
		this.others = others;
	}

	void add(String kind) {
		String name = cut(kind);
		if (this.counts.size() < MOST || this.counts.containsKey(name)) {
			this.counts.merge(name, 1L, Long::sum);
		}
		else {
			this.rest++;
		}
	}

	static String cut(String kind) {
		if (kind.length() <= LONGEST) {
			return kind;
		}
		int end = LONGEST - 1;
		// Half a character could not be written to a file.
		return kind.substring(0, Character.isHighSurrogate(kind.charAt(end - 1)) ? end - 1 : end) + "…";
	}

	/** The counts, highest first, the shared count last. */
	public Map<String, Long> counts() {
		Map<String, Long> sorted = new LinkedHashMap<>();
		this.counts.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
				.thenComparing(Map.Entry.comparingByKey()))
			.forEach((kind) -> sorted.put(kind.getKey(), kind.getValue()));
		if (this.rest > 0) {
			sorted.merge(this.others, this.rest, Long::sum);
		}
		return sorted;
	}

}
