package dev.marea.lab.fleet;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Invariants;
import dev.marea.lab.run.RunFolder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The status of a running fleet, which it publishes in its state folder for other
 * processes.
 *
 * @param pid the process that runs it
 * @param name its name for people
 * @param url the address that users open
 * @param scaled the service that is scaled
 * @param desired its desired number of instances
 * @param metric the autoscaler's last metric value
 * @param database the process of the database
 * @param meters names of the meters by service
 * @param members every process
 */
public record FleetStatus(long pid, String name, String url, @Nullable String scaled, @Nullable Integer desired,
		@Nullable Double metric, @Nullable Long database, Map<String, Meters> meters, List<Member> members) {

	/** Its name in the state folder. */
	static final String FILE = "fleet.json";

	/**
	 * One process of the fleet.
	 *
	 * @param name the instance's name
	 * @param service its service
	 * @param state its state
	 * @param pid its process id, absent while it has none
	 * @param since when its process started; before that, when the instance was
	 * requested; in seconds on the machine's monotonic clock
	 * @param readyChanged when it became ready or stopped being so, or {@code since}
	 * @param url its own address, without a balancer
	 * @param metrics the address of its meters
	 * @param invariants the address of its invariants
	 */
	public record Member(String name, String service, State state, @Nullable Long pid, double since,
			double readyChanged, String url, @Nullable String metrics, @Nullable String invariants) {

	}

	/** The state of an instance. */
	public enum State {

		/** Pending: waits until few enough other instances are starting. */
		PENDING,

		/** Not ready yet, or waiting for a restart after a crash. */
		STARTING,

		/** Takes requests. */
		READY,

		/** Was ready and is not ready now. */
		UNREADY,

		/** Terminating: was asked to stop (SIGTERM). */
		LEAVING

	}

	/**
	 * The fleet that runs on a state folder.
	 * @throws UsageError when none does
	 */
	public static FleetStatus read(Path state) {
		return find(state)
			.orElseThrow(() -> new UsageError("no fleet runs on " + state + "; start one with ./marea up."));
	}

	/** The fleet that runs on a state folder, if one does. */
	public static Optional<FleetStatus> find(Path state) {
		Path file = state.resolve(FILE);
		if (!Files.isRegularFile(file)) {
			return Optional.empty();
		}
		try {
			FleetStatus status = RunFolder.JSON.readValue(file, FleetStatus.class);
			return ProcessHandle.of(status.pid()).map((handle) -> status);
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	/** The instances of one service, terminating ones included. */
	public List<Member> members(String service) {
		return this.members.stream().filter((member) -> member.service().equals(service)).toList();
	}

	/** One ready instance of every service that has an invariants URL. */
	public Invariants invariants() throws InterruptedException {
		Map<String, Invariants.Endpoint> endpoints = new TreeMap<>();
		for (Member member : this.members) {
			if (member.invariants() != null && member.state() == State.READY) {
				endpoints.putIfAbsent(member.service(),
						new Invariants.Endpoint(member.service(), member.name(), URI.create(member.invariants())));
			}
		}
		return Invariants.ask(List.copyOf(endpoints.values()));
	}

	/** The ready instances of one service. */
	public List<Member> ready(String service) {
		return this.members.stream()
			.filter((member) -> member.service().equals(service) && member.state() == State.READY)
			.toList();
	}

}
