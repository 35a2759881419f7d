package dev.marea.lab.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A request of a scenario, with its templates.
 *
 * @param name unique in its scenario
 * @param weight its weight among the requests
 * @param repeat number of repetitions, in a setup
 * @param method the HTTP method
 * @param path path and query, appended to the target's URL
 * @param headers by name
 * @param body absent without a body
 * @param use entries that are drawn and stay in their pools: from name to pool
 * @param take entries that are drawn and removed from their pools: from name to pool
 * @param expectation the expected answer
 * @param captures the values to capture from the answer
 */
record RequestPlan(String name, double weight, int repeat, String method, Template path, Map<String, Template> headers,
		@Nullable Template body, Map<String, String> use, Map<String, String> take, Expectation expectation,
		List<Capture> captures) {

	/** A request without a body, whose path is sent as it is. */
	static RequestPlan plain(String name, String method, String path, Map<String, Template> headers) {
		return new RequestPlan(name, 1, 1, method, Template.literally(path), headers, null, Map.of(), Map.of(),
				new Expectation(List.of(), null), List.of());
	}

	RequestPlan withHeaders(Headers more) {
		return new RequestPlan(this.name, this.weight, this.repeat, this.method, this.path, more.with(this.headers),
				this.body, this.use, this.take, this.expectation, this.captures);
	}

	Stream<Template> templates() {
		return Stream
			.of(Stream.of(this.path), this.headers.values().stream(), Stream.ofNullable(this.body),
					this.captures.stream().flatMap((capture) -> capture.texts().values().stream()))
			.flatMap((templates) -> templates);
	}

	/** The pools that it draws from, by its names for the entries. */
	Map<String, String> pools() {
		Map<String, String> pools = new LinkedHashMap<>(this.use);
		pools.putAll(this.take);
		return pools;
	}

	/** Whether its answer's body must be read as JSON. */
	boolean readsBody() {
		return this.expectation.json() != null || this.captures.stream().anyMatch(Capture::readsBody);
	}

	Call fill(Draws draws) {
		Map<String, String> filled = new LinkedHashMap<>();
		this.headers.forEach((name, value) -> filled.put(name, value.fill(draws)));
		return new Call(this, draws, this.method, this.path.fill(draws), filled,
				(this.body != null) ? this.body.fill(draws) : null, null);
	}

	/** A call with a missing value; it has neither path nor headers. */
	Call unfilled(Draws draws, String obstacle) {
		return new Call(this, draws, this.method, "", Map.of(), null, obstacle);
	}

}
