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
 * A running fleet as it tells of itself in its state folder, for other processes.
 *
 * @param pid the process that runs it
 * @param name what people call it
 * @param url what people open
 * @param scaled the service that is scaled
 * @param desired how many of its instances are wanted
 * @param metric what the autoscaler saw last
 * @param database the process of the database
 * @param meters names of the meters by service
 * @param members every process
 */
public record FleetView(long pid, String name, String url, @Nullable String scaled, @Nullable Integer desired,
		@Nullable Double metric, @Nullable Long database, Map<String, Meters> meters, List<Member> members) {

	/** Its name in the state folder. */
	static final String FILE = "fleet.json";

	/**
	 * One process of the fleet.
	 *
	 * @param name the instance's name
	 * @param service its service
	 * @param state where it is in its life
	 * @param pid its process id, absent while it has none
	 * @param since when its process was started, or when it was asked for until then; in
	 * seconds on the machine's monotonic clock
	 * @param readyChanged when it became ready or stopped being so, or {@code since}
	 * @param url its own address, past every balancer
	 * @param metrics where it tells of itself
	 * @param invariants where it says whether the data is as it must be
	 */
	public record Member(String name, String service, State state, @Nullable Long pid, double since,
			double readyChanged, String url, @Nullable String metrics, @Nullable String invariants) {

	}

	/** Where an instance is in its life. */
	public enum State {

		/** Waits until few enough other instances are starting. */
		PENDING,

		/** Not ready yet, or waiting to be started again after a crash. */
		STARTING,

		/** Takes requests. */
		READY,

		/** Was ready and does not say so now. */
		UNREADY,

		/** Was told to go. */
		LEAVING

	}

	/**
	 * The fleet that runs on a state folder.
	 * @throws UsageError when none does
	 */
	public static FleetView read(Path state) {
		return find(state)
			.orElseThrow(() -> new UsageError("no fleet runs on " + state + "; start one with ./marea up."));
	}

	/** The fleet that runs on a state folder, if one does. */
	public static Optional<FleetView> find(Path state) {
		Path file = state.resolve(FILE);
		if (!Files.isRegularFile(file)) {
			return Optional.empty();
		}
		try {
			FleetView view = RunFolder.JSON.readValue(file, FleetView.class);
			return ProcessHandle.of(view.pid()).map((handle) -> view);
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	/** The instances of one service, those that leave included. */
	public List<Member> members(String service) {
		return this.members.stream().filter((member) -> member.service().equals(service)).toList();
	}

	/** Asks one ready instance of every service that has an invariants URL. */
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

	/** The instances of one service that take requests. */
	public List<Member> ready(String service) {
		return this.members.stream()
			.filter((member) -> member.service().equals(service) && member.state() == State.READY)
			.toList();
	}

}
