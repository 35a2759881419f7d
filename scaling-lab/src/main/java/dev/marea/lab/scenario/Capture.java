package dev.marea.lab.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

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
 */
record Capture(String pool, @Nullable JsonPath each, @Nullable JsonPath when, Map<String, JsonPath> paths,
		Map<String, Template> texts) {

	void from(Object document, Draws draws, Consumer<Map<String, String>> entries) {
		List<?> items = (this.each != null) ? Json.all(this.each, document) : List.of(document);
		for (Object item : items) {
			if (this.when == null || Json.selects(this.when, item)) {
				Map<String, String> entry = entry(item, draws);
				if (entry != null) {
					entries.accept(entry);
				}
			}
		}
	}

	private @Nullable Map<String, String> entry(Object item, Draws draws) {
		Map<String, String> entry = new HashMap<>();
		for (Map.Entry<String, JsonPath> field : this.paths.entrySet()) {
			String value = Json.text(field.getValue(), item);
			if (value == null) {
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
		return this.paths.containsKey(field) || this.texts.containsKey(field);
	}

}
