package dev.marea.lab.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.marea.lab.run.RunFolder;
import tools.jackson.core.JacksonException;

/**
 * The invariants of services. A service's answer is <code>{"invariants": {"name": true,
 * …}, "violations": ["sentence", …]}</code>. A service without an answer counts as a
 * broken invariant {@code SERVICE answers}.
 *
 * @param held whether each invariant holds
 * @param violations the violations, as sentences
 */
public record Invariants(Map<String, Boolean> held, List<String> violations) {

	/** No service was asked. */
	public static final Invariants NONE = new Invariants(Map.of(), List.of());

	/** The check reads a whole database. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration PAUSE = Duration.ofMillis(500);

	/** Asks each of these addresses over HTTP. */
	public static Invariants ask(List<Endpoint> endpoints) throws InterruptedException {
		Map<String, Boolean> held = new TreeMap<>();
		List<String> violations = new ArrayList<>();
		for (Endpoint endpoint : endpoints) {
			Invariants said = ask(endpoint);
			held.putAll(said.held());
			violations.addAll(said.violations());
		}
		return new Invariants(held, violations);
	}

	/**
	 * Asks until all hold or the time is over: work that was in flight at the end of the
	 * load needs time to settle.
	 */
	public static Invariants settle(Source source, Duration within) throws InterruptedException {
		long deadline = System.nanoTime() + within.toNanos();
		Invariants invariants = source.ask();
		while (!invariants.allHold() && System.nanoTime() < deadline) {
			Thread.sleep(PAUSE);
			invariants = source.ask();
		}
		return invariants;
	}

	/**
	 * The content of an answer.
	 * @param service its service
	 * @param instance which of its instances gave it
	 */
	public static Invariants answered(String service, String instance, int status, String body) {
		if (status != 200) {
			return broken(service, instance + " answered " + status + ".");
		}
		try {
			Answer answer = RunFolder.JSON.readValue(body, Answer.class);
			return new Invariants(answer.invariants(), answer.violations());
		}
		catch (JacksonException ex) {
			return broken(service, instance + " gave no answer: " + ex.getMessage());
		}
	}

	/**
	 * A service without an answer.
	 * @param violation the reason, as a sentence
	 */
	public static Invariants broken(String service, String violation) {
		return new Invariants(Map.of(service + " answers", false), List.of(violation));
	}

	private static Invariants ask(Endpoint endpoint) throws InterruptedException {
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			HttpRequest request = HttpRequest.newBuilder(endpoint.url())
				.timeout(TIMEOUT)
				.header("Accept", "application/json")
				.build();
			HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
			return answered(endpoint.service(), endpoint.instance(), response.statusCode(), response.body());
		}
		catch (IOException ex) {
			return broken(endpoint.service(), endpoint.instance() + " gave no answer: " + ex.getMessage());
		}
	}

	public boolean allHold() {
		return this.held.values().stream().allMatch(Boolean.TRUE::equals);
	}

	/** A source of invariants, which can be asked repeatedly. */
	@FunctionalInterface
	public interface Source {

		Invariants ask() throws InterruptedException;

	}

	/**
	 * The address of a service's invariants.
	 *
	 * @param service its name
	 * @param instance which of its instances is asked
	 * @param url an HTTP address
	 */
	public record Endpoint(String service, String instance, URI url) {

	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	private record Answer(Map<String, Boolean> invariants, List<String> violations) {

		@SuppressWarnings("ConstantValue") // an answer without the field reads as null
		Answer {
			invariants = (invariants != null) ? invariants : Map.of();
			violations = (violations != null) ? violations : List.of();
		}

	}

}
