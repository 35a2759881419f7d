package dev.marea.lab.hpa;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.marea.lab.cli.UsageError;

/**
 * The faults of one document, so that all of them are reported at once, and notices about
 * what is read otherwise than it is written.
 */
final class Findings {

	/** A hostile document must not fill the terminal. */
	private static final int MOST = 50;

	private final String source;

	private final boolean failFast;

	private final Set<String> faults = new LinkedHashSet<>();

	private final Set<String> notices = new LinkedHashSet<>();

	private Findings(String source, boolean failFast) {
		this.source = source;
		this.failFast = failFast;
	}

	/**
	 * Collects the faults.
	 * @param source what precedes each message, such as the file's name
	 */
	static Findings of(String source) {
		return new Findings(source, false);
	}

	/** Throws at the first fault. */
	static Findings failFast(String source) {
		return new Findings(source, true);
	}

	void fault(String path, String why) {
		String fault = sentence(path, why);
		if (this.failFast) {
			throw new UsageError(fault);
		}
		this.faults.add(fault);
	}

	void notice(String path, String what) {
		this.notices.add(sentence(path, what));
	}

	private String sentence(String path, String what) {
		return "%s: %s %s.".formatted(this.source, path.isEmpty() ? "the document" : path, what);
	}

	boolean sound() {
		return this.faults.isEmpty();
	}

	List<String> faults() {
		List<String> all = new ArrayList<>(this.faults);
		if (all.size() <= MOST) {
			return all;
		}
		List<String> first = new ArrayList<>(all.subList(0, MOST));
		first.add("%s: and %d more faults.".formatted(this.source, all.size() - MOST));
		return first;
	}

	List<String> notices() {
		return this.notices.stream().limit(MOST).toList();
	}

}
