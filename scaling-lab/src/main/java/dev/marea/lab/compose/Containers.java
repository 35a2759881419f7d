package dev.marea.lab.compose;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a project. Docker's events keep them up to date and become events of
 * instances. Safe for use by several threads.
 */
final class Containers {

	private final String scaled;

	private final Function<String, Optional<Details>> docker;

	private final Consumer<ObservedEvent> listener;

	private final Map<String, Container> all = new LinkedHashMap<>();

	/** How often each name was used. */
	private final Map<String, Integer> given = new HashMap<>();

	/** From a container's own host name to its observed name. */
	private final Map<String, String> names = new ConcurrentHashMap<>();

	/**
	 * @param scaled the service that is scaled
	 * @param docker describes a container while it exists
	 * @param listener receives the events, in order
	 */
	Containers(String scaled, Function<String, Optional<Details>> docker, Consumer<ObservedEvent> listener) {
		this.scaled = scaled;
		this.docker = docker;
		this.listener = listener;
	}

	/** Sets the initial containers, without events. */
	synchronized void found(List<Details> containers) {
		containers.forEach(this::add);
	}

	/** Finds the changes of a gap in the events. */
	synchronized void missed(List<Details> now) {
		long nanos = System.nanoTime();
		Set<String> there = now.stream().map(Details::id).collect(Collectors.toSet());
		List.copyOf(this.all.values())
			.stream()
			.filter((container) -> !there.contains(container.id()))
			.forEach((container) -> {
				ended(container, nanos, "not there any more");
				this.all.remove(container.id());
			});
		for (Details details : now) {
			Container container = this.all.get(details.id());
			if (container == null) {
				created(details, nanos);
			}
			container = (container != null) ? container : this.all.get(details.id());
			if (details.running() && !container.running()) {
				started(container, nanos);
			}
			else if (!details.running() && container.running()) {
				ended(container, nanos, "not running any more");
			}
			checked(container, details.healthy(), nanos);
		}
	}

	/** Applies an event of Docker. */
	synchronized void happened(ContainerEvent event) {
		Container container = this.all.get(event.id());
		if (container == null) {
			if (!"create".equals(event.action()) && !"start".equals(event.action())) {
				return;
			}
			Details details = this.docker.apply(event.id()).orElse(null);
			if (details == null) {
				return;
			}
			container = created(details, event.nanos());
		}
		switch (event.action()) {
			case "start" -> started(container, event.nanos());
			case "health_status: healthy" -> checked(container, true, event.nanos());
			case "health_status: unhealthy" -> checked(container, false, event.nanos());
			case "kill" -> signalled(container, event);
			case "oom" -> container.ranOutOfMemory();
			case "die" -> ended(container, event.nanos(), exit(event.exitCode()));
			case "destroy" -> {
				ended(container, event.nanos(), "removed");
				this.all.remove(container.id());
			}
			default -> {
			}
		}
	}

	private Container created(Details details, long nanos) {
		// Containers that started meanwhile follow.
		Container container = add(new Details(details.id(), details.service(), details.number(), details.hostname(),
				details.stopSignal(), details.checkedEvery(), true, false, false));
		tell(nanos, Event.CREATED, container, "container " + details.shortId());
		return container;
	}

	private Container add(Details details) {
		String number = details.service() + "-" + details.number();
		int times = this.given.merge(number, 1, Integer::sum);
		Container container = new Container(details, (times == 1) ? number : number + "." + times);
		this.all.put(container.id(), container);
		this.names.put(details.hostname(), container.name());
		this.names.put(details.shortId(), container.name());
		return container;
	}

	private void started(Container container, long nanos) {
		if (container.running()) {
			return;
		}
		boolean again = container.hasRun();
		container.started();
		tell(nanos, again ? Event.RESTARTED : Event.STARTED, container, null);
		if (container.ready()) {
			tell(nanos, Event.READY, container, "it has no health check");
		}
	}

	private void checked(Container container, boolean healthy, long nanos) {
		boolean before = container.ready();
		container.healthy(healthy);
		if (!before && container.ready()) {
			tell(nanos, Event.READY, container, null);
		}
	}

	private void signalled(Container container, ContainerEvent event) {
		if (container.running() && !container.leaving() && container.stopsWith(event.signal())) {
			container.toldToGo();
			tell(event.nanos(), Event.TERMINATING, container, null);
		}
	}

	/** A container that exits with 0 by itself has done its work. */
	private void ended(Container container, long nanos, String how) {
		if (!container.running() && container.hasRun()) {
			return;
		}
		boolean done = container.leaving() || !container.hasRun() || how.equals(exit("0"));
		container.ended(!done);
		tell(nanos, done ? Event.GONE : Event.CRASHED, container,
				container.outOfMemory() ? "out of memory, " + how : how);
	}

	private static String exit(@Nullable String code) {
		return "exit code " + ((code != null) ? code : "unknown");
	}

	private void tell(long nanos, String kind, Container container, @Nullable String text) {
		this.listener.accept(new ObservedEvent(nanos, kind, container.service(), container.name(), null, text));
	}

	/**
	 * Sends a message about the observation itself. A failing listener does not stop the
	 * observation.
	 */
	synchronized void say(String text) {
		try {
			this.listener.accept(new ObservedEvent(System.nanoTime(), Event.MESSAGE, this.scaled, null, null, text));
		}
		catch (RuntimeException ex) {
			// the failure cannot be reported; later events still are
		}
	}

	synchronized void used(String id, ContainerUsage usage) {
		Container container = this.all.get(id);
		if (container != null) {
			container.used(usage);
		}
	}

	/** Ids of the scaled service's running containers. */
	synchronized Set<String> running() {
		return this.all.values()
			.stream()
			.filter((container) -> container.running() && container.service().equals(this.scaled))
			.map(Container::id)
			.collect(Collectors.toSet());
	}

	synchronized Snapshot snapshot() {
		List<Container> there = this.all.values().stream().filter(Container::there).toList();
		int desired = (int) there.stream()
			.filter((container) -> container.service().equals(this.scaled) && !container.leaving())
			.count();
		return new Snapshot(there.stream().map(Container::instance).toList(), desired, null);
	}

	/**
	 * The observed name of the container with this host name; the given name if there is
	 * none.
	 */
	String nameOf(String itself) {
		return this.names.getOrDefault(itself, itself);
	}

}
