package dev.marea.lab.fleet;

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
import dev.marea.lab.fleet.FleetView.Member;
import dev.marea.lab.fleet.FleetView.State;
import dev.marea.lab.run.RunFolder;
import tools.jackson.core.JacksonException;

/**
 * What the services of a fleet say of their data. A service's answer is
 * <code>{"invariants": {"name": true, …}, "violations": ["sentence", …]}</code>; one that
 * gives none counts as an invariant {@code SERVICE answers} that is broken.
 *
 * @param held whether each invariant holds
 * @param violations what is broken, as sentences
 */
public record Invariants(Map<String, Boolean> held, List<String> violations) {

	/** The check reads a whole database. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration PAUSE = Duration.ofMillis(500);

	/** Asks one ready instance of every service that has an invariants URL. */
	public static Invariants ask(FleetView fleet) throws InterruptedException {
		Map<String, Member> members = new TreeMap<>();
		for (Member member : fleet.members()) {
			if (member.invariants() != null && member.state() == State.READY) {
				members.putIfAbsent(member.service(), member);
			}
		}
		Map<String, Boolean> held = new TreeMap<>();
		List<String> violations = new ArrayList<>();
		for (Member member : members.values()) {
			Answer answer = ask(member);
			held.putAll(answer.invariants());
			violations.addAll(answer.violations());
		}
		return new Invariants(held, violations);
	}

	/**
	 * Asks until all hold or the time is over: what was under way when the load ended has
	 * its own time to settle.
	 */
	public static Invariants settle(FleetView fleet, Duration within) throws InterruptedException {
		long deadline = System.nanoTime() + within.toNanos();
		Invariants invariants = ask(fleet);
		while (!invariants.allHold() && System.nanoTime() < deadline) {
			Thread.sleep(PAUSE);
			invariants = ask(fleet);
		}
		return invariants;
	}

	public boolean allHold() {
		return this.held.values().stream().allMatch(Boolean.TRUE::equals);
	}

	private static Answer ask(Member member) throws InterruptedException {
		String name = member.service() + " answers";
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(String.valueOf(member.invariants())))
				.timeout(TIMEOUT)
				.header("Accept", "application/json")
				.build();
			HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() == 200) {
				return RunFolder.JSON.readValue(response.body(), Answer.class);
			}
			return Answer.broken(name, member.name() + " answered " + response.statusCode() + ".");
		}
		catch (IOException | JacksonException ex) {
			return Answer.broken(name, member.name() + " gave no answer: " + ex.getMessage());
		}
	}

	@JsonIgnoreProperties(ignoreUnknown = true)
	private record Answer(Map<String, Boolean> invariants, List<String> violations) {

		@SuppressWarnings("ConstantValue") // an answer without the field reads as null
		Answer {
			invariants = (invariants != null) ? invariants : Map.of();
			violations = (violations != null) ? violations : List.of();
		}

		static Answer broken(String name, String violation) {
			return new Answer(Map.of(name, false), List.of(violation));
		}

	}

}
