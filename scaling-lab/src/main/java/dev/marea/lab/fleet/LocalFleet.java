package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.fleet.FleetView.Member;
import dev.marea.lab.observe.Happening;
import dev.marea.lab.run.RunFolder;
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

	private final Ports ports = new Ports();

	private final Telling telling = new Telling(this::publish);

	private final List<Replica> replicas = new ArrayList<>();

	private final Map<String, Integer> numbers = new LinkedHashMap<>();

	private final Discovery discovery;

	private final Launcher launcher;

	private final @Nullable Postgres postgres;

	private int desired;

	private volatile @Nullable Double metric;

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean begun;

	private boolean closing;

	private LocalFleet(FleetFile file, StateFolder state, Reaper reaper, Path cache,
			Map<String, Map<String, String>> variant, Map<String, List<String>> options) {
		this.file = file;
		this.state = state;
		this.desired = file.scaled().map((service) -> file.service(service).minimum()).orElse(0);
		this.reaper = reaper;
		this.discovery = new Discovery(state.discovery(), file.services().keySet());
		this.postgres = file.databases().isEmpty() ? null
				: Postgres.start(cache, state, this.ports.take(null), this.reaper, file.databases());
		this.launcher = new Launcher(file, state, placeholders(), this.reaper, variant, options);
	}

	/**
	 * Begins to start everything; {@link #awaitReady()} waits for it.
	 * @param state taken by the caller, given back when the fleet is closed
	 * @param cache where PostgreSQL's programs are unpacked
	 * @param variant settings by service, added to its environment
	 * @param options by service: further options of its JVM
	 * @param listener told of everything from the first instance on
	 */
	public static LocalFleet start(FleetFile file, StateFolder state, Path cache,
			Map<String, Map<String, String>> variant, Map<String, List<String>> options, Consumer<Happening> listener) {
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
		fleet.telling.listen(fleet::write);
		fleet.telling.listen(listener);
		Thread.ofVirtual().name("fleet-start").start(fleet::createAll);
		return fleet;
	}

	/** The file's order is such that nobody waits for one who comes later. */
	private void createAll() {
		try {
			for (Map.Entry<String, ServiceSpec> service : this.file.services().entrySet()) {
				while (!closing() && !ready(service.getValue().after())) {
					Thread.sleep(50);
				}
				for (int i = 0; i < service.getValue().minimum(); i++) {
					create(service.getKey(), service.getValue());
				}
			}
			this.begun = true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean ready(List<String> services) {
		return services.stream()
			.allMatch((service) -> replicas().stream()
				.anyMatch((replica) -> replica.service().equals(service) && replica.ready()));
	}

	private Placeholders placeholders() {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("folder", this.file.folder().toString());
		values.put("java", Launcher.java().toString());
		values.put("state", this.state.folder().toString());
		values.put("discovery", this.state.discovery().toString());
		KeyPairs keys = new KeyPairs(this.state.secrets());
		for (String key : this.file.keys()) {
			keys.make(key);
			values.put("key." + key + ".private", keys.privateKey(key).toString());
			values.put("key." + key + ".public", keys.publicKey(key).toString());
		}
		if (this.postgres != null) {
			for (String database : this.file.databases()) {
				values.put("db." + database + ".url", this.postgres.url(database));
				values.put("db." + database + ".user", database);
				values.put("db." + database + ".password", this.postgres.password(database));
			}
		}
		return Placeholders.of(values);
	}

	private synchronized void create(String service, ServiceSpec spec) {
		if (this.closing) {
			return;
		}
		String name = service + "-" + this.numbers.merge(service, 1, Integer::sum);
		Replica replica = new Replica(service, spec, name, this.launcher, this.discovery, this.ports, this.telling);
		this.replicas.add(replica);
		replica.begin();
	}

	/**
	 * Waits until every instance is ready.
	 * @return whether they are; if not, the fleet was closed meanwhile
	 * @throws Failure when one crashes again and again instead
	 */
	public boolean awaitReady() throws InterruptedException {
		while (true) {
			List<Replica> current = replicas();
			for (Replica replica : current) {
				if (!replica.wasReady() && replica.crashes() >= CRASHES_AT_START) {
					Path log = this.state.log(replica.name());
					throw new Failure(
							replica.name() + " ended " + CRASHES_AT_START + " times before it was ready; its log is "
									+ log + " and ends with\n  " + String.join("\n  ", LogTail.lines(log, 5)));
				}
			}
			if (closing()) {
				return false;
			}
			if (this.begun && current.stream().allMatch((replica) -> replica.ready() || replica.leaving())) {
				return true;
			}
			Thread.sleep(50);
		}
	}

	/**
	 * Sets how many instances of the scaled service there are to be. New ones begin at
	 * once; the newest leave first, those not ready before those that are.
	 */
	synchronized void scale(int replicas) {
		String service = this.file.scaled().orElseThrow(() -> new IllegalStateException("nothing is scaled"));
		List<Replica> staying = staying(service);
		this.desired = replicas;
		for (int i = staying.size(); i < replicas; i++) {
			create(service, this.file.service(service));
		}
		staying.stream()
			.sorted(Comparator.comparing(Replica::ready).thenComparing(staying::indexOf, Comparator.reverseOrder()))
			.limit(Math.max(0, staying.size() - replicas))
			.forEach(Replica::leave);
		this.telling.changed();
	}

	private synchronized boolean closing() {
		return this.closing;
	}

	private List<Replica> staying(String service) {
		return replicas().stream()
			.filter((replica) -> replica.service().equals(service) && !replica.leaving())
			.toList();
	}

	private synchronized List<Replica> replicas() {
		this.replicas.removeIf(Replica::isGone);
		return List.copyOf(this.replicas);
	}

	/** What the autoscaler saw last, told on to those who look. */
	void metric(@Nullable Double metric) {
		this.metric = metric;
		this.telling.changed();
	}

	void tell(Happening happening) {
		this.telling.tell(happening);
	}

	public void listen(Consumer<Happening> listener) {
		this.telling.listen(listener);
	}

	public synchronized FleetView view() {
		List<Member> members = replicas().stream().map(Replica::member).toList();
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
		return new FleetView(ProcessHandle.current().pid(), this.file.name(), url, this.file.scaled().orElse(null),
				this.file.scaled().isPresent() ? this.desired : null, this.metric, meters, members);
	}

	private void publish() {
		FleetView view = view();
		if (!view.members().isEmpty()) {
			StateFolder.replace(this.state.view(), RunFolder.JSON.writeValueAsString(view));
		}
	}

	/** Tells this listener nothing more. */
	public void quiet(Consumer<Happening> listener) {
		this.telling.quiet(listener);
	}

	private void write(Happening happening) {
		try {
			Files.writeString(this.state.happenings(), RunFolder.JSON.writeValueAsString(happening) + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Stops everything; a second call waits for the first. */
	@Override
	public void close() {
		List<Replica> all;
		boolean first;
		synchronized (this) {
			first = !this.closing;
			this.closing = true;
			all = replicas();
		}
		try {
			if (first) {
				stop(all);
				this.closed.countDown();
			}
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stop(List<Replica> all) throws InterruptedException {
		for (String service : new ArrayList<>(this.file.services().keySet()).reversed()) {
			List<Replica> leaving = all.stream().filter((replica) -> replica.service().equals(service)).toList();
			leaving.forEach(Replica::leave);
			for (Replica replica : leaving) {
				replica.awaitGone();
			}
		}
		try {
			if (this.postgres != null) {
				this.postgres.close();
			}
		}
		finally {
			this.telling.close();
			// what is still there now, the reaper ends
			this.reaper.close();
			this.state.view().toFile().delete();
			this.state.close();
		}
	}

}
