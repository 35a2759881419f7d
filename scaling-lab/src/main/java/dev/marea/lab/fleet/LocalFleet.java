package dev.marea.lab.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.observe.ObservedEvent;
import org.jspecify.annotations.Nullable;

/**
 * A fleet on this machine: processes on loopback ports and, where the fleet file names
 * databases, a PostgreSQL server. Closing it stops everything in order: the last service
 * of the file first, the database at the end.
 */
public final class LocalFleet implements AutoCloseable {

	private static final int CRASHES_AT_START = 3;

	private final FleetFile file;

	private final StateFolder state;

	private final Reaper reaper;

	private final StatusFile statusFile;

	private final EventBus events = new EventBus(this::writeStatus);

	private final Launcher launcher;

	private final Replicas replicas;

	private final @Nullable Postgres postgres;

	private volatile @Nullable Double metric;

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean begun;

	private LocalFleet(FleetFile file, StateFolder state, Reaper reaper, Path cache,
			Map<String, Map<String, String>> variant, Map<String, List<String>> options) {
		this.file = file;
		this.state = state;
		this.reaper = reaper;
		this.statusFile = new StatusFile(state);
		Ports ports = new Ports();
		Discovery discovery = new Discovery(state.discovery(), file.services().keySet());
		this.postgres = file.databases().isEmpty() ? null
				: Postgres.start(cache, state, ports.take(null), reaper, file.databases());
		Launcher launcher = new Launcher(file, state, Placeholders.of(file, state, this.postgres), reaper, variant,
				options);
		this.launcher = launcher;
		this.replicas = new Replicas(file, launcher, discovery, ports, this.events,
				StartGate.forCores(Runtime.getRuntime().availableProcessors()));
	}

	/**
	 * Starts everything in the background; {@link #awaitReady()} waits for it.
	 * @param state locked by the caller, released when the fleet is closed
	 * @param cache the folder for PostgreSQL's programs
	 * @param variant settings by service, which are added to its environment
	 * @param options by service: further options of its JVM
	 * @param listener receives all events from the first instance on
	 */
	public static LocalFleet start(FleetFile file, StateFolder state, Path cache,
			Map<String, Map<String, String>> variant, Map<String, List<String>> options,
			Consumer<ObservedEvent> listener) {
		Reaper reaper = Reaper.start(state.log("reaper"));
		StateFolder.replace(state.reaperPid(), reaper.pid() + "\n");
		LocalFleet fleet;
		try {
			fleet = new LocalFleet(file, state, reaper, cache, variant, options);
		}
		catch (RuntimeException ex) {
			reaper.close();
			state.close();
			throw ex;
		}
		fleet.events.listen(fleet.statusFile::append);
		fleet.events.listen(listener);
		Thread.ofVirtual().name("fleet-start").start(fleet::begin);
		return fleet;
	}

	private void begin() {
		try {
			this.replicas.createAll();
			this.begun = true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until every instance is ready.
	 * @return true if all are ready; false if the fleet was closed meanwhile
	 * @throws Failure if an instance crashes repeatedly
	 */
	public boolean awaitReady() throws InterruptedException {
		while (true) {
			// The flag is read before the list: a list from before the flag was set may
			// lack instances.
			boolean complete = this.begun;
			List<Replica> current = this.replicas.all();
			for (Replica replica : current) {
				if (!replica.wasReady() && replica.crashes() >= CRASHES_AT_START) {
					Path log = this.state.log(replica.name());
					throw new Failure(
							replica.name() + " ended " + CRASHES_AT_START + " times before it was ready; its log is "
									+ log + " and ends with\n  " + String.join("\n  ", LogTail.lines(log, 5)));
				}
			}
			if (this.replicas.closing()) {
				return false;
			}
			if (complete && current.stream().allMatch((replica) -> replica.ready() || replica.leaving())) {
				return true;
			}
			Thread.sleep(50);
		}
	}

	/**
	 * The cost of the start of a service's newest ready instance; empty if none was
	 * ready.
	 */
	public Optional<StartCost> startCost(String service) {
		return this.replicas.all()
			.reversed()
			.stream()
			.filter((replica) -> replica.service().equals(service))
			.flatMap((replica) -> Stream.ofNullable(replica.cost()))
			.findFirst();
	}

	/**
	 * Sets additional values for <code>${…}</code> in a service's environment, and
	 * replaces its instances with new ones that have them.
	 * @return true if the new ones are ready; false if the fleet was closed meanwhile
	 */
	public boolean restart(String service, Map<String, String> values) throws InterruptedException {
		this.launcher.values(values);
		return this.replicas.replace(service);
	}

	/** Sets the desired number of instances of the scaled service. */
	void scale(int wanted) {
		this.replicas.scale(wanted);
	}

	/** Publishes the autoscaler's last metric value. */
	void metric(@Nullable Double metric) {
		this.metric = metric;
		this.events.changed();
	}

	void publish(ObservedEvent event) {
		this.events.publish(event);
	}

	public void listen(Consumer<ObservedEvent> listener) {
		this.events.listen(listener);
	}

	public FleetStatus status() {
		List<Member> members = this.replicas.members();
		String url = members.stream()
			.filter((member) -> member.service().equals(this.file.entry()))
			.map(Member::url)
			.findFirst()
			.orElse("");
		Map<String, Meters> meters = this.file.services()
			.entrySet()
			.stream()
			.filter((service) -> service.getValue().metrics() != null)
			.collect(Collectors.toMap(Map.Entry::getKey, (service) -> service.getValue().metrics()));
		return new FleetStatus(ProcessHandle.current().pid(), this.file.name(), url, this.file.scaled().orElse(null),
				this.file.scaled().isPresent() ? this.replicas.desired() : null, this.metric,
				(this.postgres != null) ? this.postgres.pid() : null, meters, members);
	}

	private void writeStatus() {
		this.statusFile.write(status());
	}

	/** Removes the listener. */
	public void removeListener(Consumer<ObservedEvent> listener) {
		this.events.remove(listener);
	}

	/** Stops everything; a second call waits for the first. */
	@Override
	public void close() {
		try {
			if (this.replicas.beginClosing()) {
				try {
					stop();
				}
				finally {
					this.closed.countDown();
				}
			}
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stop() throws InterruptedException {
		this.replicas.stop();
		try {
			if (this.postgres != null) {
				this.postgres.close();
			}
		}
		finally {
			this.events.close();
			// the reaper ends the remaining processes
			this.reaper.close();
			this.statusFile.delete();
			this.state.close();
		}
	}

}
