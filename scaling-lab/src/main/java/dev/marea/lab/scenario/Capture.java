package dev.marea.lab.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * Captures values of an answer for later requests.
 *
 * @param pool the pool of the entries
 * @param each selects the entries; absent if the answer is one entry
 * @param when an entry in which this selects nothing is left out
 * @param paths fields that come from the answer
 * @param texts fields that come from the request
 * @param headers fields that are a header of the answer, by its name
 */
record Capture(String pool, @Nullable JsonPath each, @Nullable JsonPath when, Map<String, JsonPath> paths,
		Map<String, Template> texts, Map<String, String> headers) {

	/** Longest header that is captured; a pool of them fits in memory. */
	private static final int LONGEST_HEADER = 4096;

	/** An empty object: what a capture of headers reads of the answer's body. */
	private static final Object NOTHING = Map.of();

	/** Whether it reads the answer's body, which must then be JSON. */
	boolean readsBody() {
		return this.each != null || this.when != null || !this.paths.isEmpty();
	}

	/**
	 * Captures the entries of an answer.
	 * @param document absent if the answer has no JSON
	 * @param header the answer's header of a name; absent if it has none
	 */
	void from(@Nullable Object document, Function<String, @Nullable String> header, Draws draws,
			Consumer<Map<String, String>> entries) {
		if (document == null && readsBody()) {
			return;
		}
		Object whole = (document != null) ? document : NOTHING;
		List<?> items = (this.each != null) ? Json.all(this.each, whole) : List.of(whole);
		for (Object item : items) {
			if (this.when == null || Json.selects(this.when, item)) {
				Map<String, String> entry = entry(item, header, draws);
				if (entry != null) {
					entries.accept(entry);
				}
			}
		}
	}

	private @Nullable Map<String, String> entry(Object item, Function<String, @Nullable String> header, Draws draws) {
		Map<String, String> entry = new HashMap<>();
		for (Map.Entry<String, JsonPath> field : this.paths.entrySet()) {
			String value = Json.text(field.getValue(), item);
			if (value == null) {
				return null;
			}
			entry.put(field.getKey(), value);
		}
		for (Map.Entry<String, String> field : this.headers.entrySet()) {
			String value = header.apply(field.getValue());
			if (value == null || value.length() > LONGEST_HEADER) {
				return null;
			}
			entry.put(field.getKey(), value);
		}
		// The call's own generator must not be used on the threads of answers.
		Draws own = new Draws(ThreadLocalRandom.current(), draws.index(), draws.entries());
		this.texts.forEach((field, text) -> entry.put(field, text.fill(own)));
		return entry;
	}

	boolean has(String field) {
		return this.paths.containsKey(field) || this.texts.containsKey(field) || this.headers.containsKey(field);
	}

}
