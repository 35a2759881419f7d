package dev.marea.lab.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.fleet.FleetStatus.Member;

/**
 * The instances of a fleet: starts and stops them to reach the desired number. Safe for
 * use by several threads.
 */
final class Replicas {

	private final FleetFile file;

	private final Launcher launcher;

	private final Discovery discovery;

	private final Ports ports;

	private final EventBus events;

	private final StartGate gate;

	private final List<Replica> replicas = new ArrayList<>();

	private final Map<String, Integer> numbers = new LinkedHashMap<>();

	private int desired;

	private boolean closing;

	Replicas(FleetFile file, Launcher launcher, Discovery discovery, Ports ports, EventBus events, StartGate gate) {
		this.file = file;
		this.launcher = launcher;
		this.discovery = discovery;
		this.ports = ports;
		this.events = events;
		this.gate = gate;
		this.desired = file.scaled().map((service) -> file.service(service).minimum()).orElse(0);
	}

	/**
	 * Starts the minimum number of instances of every service. The file's order ensures
	 * that no service waits for a later one.
	 */
	void createAll() throws InterruptedException {
		for (Map.Entry<String, ServiceSpec> service : this.file.services().entrySet()) {
			while (!closing() && !service.getValue().after().stream().allMatch(this::ready)) {
				Thread.sleep(50);
			}
			for (int i = 0; i < service.getValue().minimum(); i++) {
				create(service.getKey());
			}
		}
	}

	/** Whether an instance of the service is ready. */
	private boolean ready(String service) {
		return all().stream().anyMatch((replica) -> replica.service().equals(service) && replica.ready());
	}

	private synchronized void create(String service) {
		if (this.closing) {
			return;
		}
		String name = service + "-" + this.numbers.merge(service, 1, Integer::sum);
		Replica replica = new Replica(service, this.file.service(service), name, this.launcher, this.discovery,
				this.ports, this.events, this.gate);
		this.replicas.add(replica);
		replica.begin();
	}

	/**
	 * Sets the desired number of instances of the scaled service. New ones start at once.
	 * Instances that are not ready stop first, then the newest.
	 */
	synchronized void scale(int wanted) {
		String service = this.file.scaled().orElseThrow(() -> new IllegalStateException("nothing is scaled"));
		List<Replica> staying = staying(service);
		this.desired = wanted;
		for (int i = staying.size(); i < wanted; i++) {
			create(service);
		}
		staying.stream()
			.sorted(Comparator.comparing(Replica::ready).thenComparing(staying::indexOf, Comparator.reverseOrder()))
			.limit(Math.max(0, staying.size() - wanted))
			.forEach(Replica::leave);
		this.events.changed();
	}

	/**
	 * Replaces all instances of a service. The old ones stop when the new ones are ready.
	 * @return true if all are ready; false if the fleet was closed meanwhile
	 */
	boolean replace(String service) throws InterruptedException {
		List<Replica> old = staying(service);
		synchronized (this) {
			old.forEach((replica) -> create(service));
		}
		while (!staying(service).stream().filter((replica) -> !old.contains(replica)).allMatch(Replica::ready)) {
			if (closing()) {
				return false;
			}
			Thread.sleep(50);
		}
		old.forEach(Replica::leave);
		for (Replica replica : old) {
			replica.awaitGone();
		}
		return !closing();
	}

	private List<Replica> staying(String service) {
		return all().stream().filter((replica) -> replica.service().equals(service) && !replica.leaving()).toList();
	}

	/** The desired number of instances of the scaled service. */
	synchronized int desired() {
		return this.desired;
	}

	/** All instances that are not gone. */
	synchronized List<Replica> all() {
		this.replicas.removeIf(Replica::isGone);
		return List.copyOf(this.replicas);
	}

	List<Member> members() {
		return all().stream().map(Replica::member).toList();
	}

	/**
	 * Starts no new instance from now on.
	 * @return whether this is the first call
	 */
	synchronized boolean beginClosing() {
		boolean first = !this.closing;
		this.closing = true;
		return first;
	}

	synchronized boolean closing() {
		return this.closing;
	}

	/** Stops all instances, service by service, in reverse order of the file. */
	void stop() throws InterruptedException {
		List<Replica> all = all();
		for (String service : new ArrayList<>(this.file.services().keySet()).reversed()) {
			List<Replica> leaving = all.stream().filter((replica) -> replica.service().equals(service)).toList();
			leaving.forEach(Replica::leave);
			for (Replica replica : leaving) {
				replica.awaitGone();
			}
		}
	}

}
