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

import dev.marea.lab.observe.Happening;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import org.jspecify.annotations.Nullable;

/**
 * The containers of a project, kept up to date by what Docker tells; translates that into
 * what happens to instances. Safe for use by several threads.
 */
final class Containers {

	private final String scaled;

	private final Function<String, Optional<Details>> docker;

	private final Consumer<Happening> listener;

	private final Map<String, Container> all = new LinkedHashMap<>();

	/** How often a name was given. */
	private final Map<String, Integer> given = new HashMap<>();

	/** What containers call themselves, to the name under which they are observed. */
	private final Map<String, String> names = new ConcurrentHashMap<>();

	/**
	 * @param scaled the service that is scaled
	 * @param docker describes a container while it is there
	 * @param listener told of what happens, in order
	 */
	Containers(String scaled, Function<String, Optional<Details>> docker, Consumer<Happening> listener) {
		this.scaled = scaled;
		this.docker = docker;
		this.listener = listener;
	}

	/** Takes what there is for known; nothing has happened. */
	synchronized void found(List<Details> containers) {
		containers.forEach(this::add);
	}

	/** Takes in what happened while nobody told. */
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

	/** Takes in what Docker tells. */
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
		// What has begun meanwhile is told next.
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

	/** One that ends well of its own accord has done what it was there for. */
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
		this.listener.accept(new Happening(nanos, kind, container.service(), container.name(), null, text));
	}

	/** Tells the user of the observing itself; whatever the listener does, it goes on. */
	synchronized void say(String text) {
		try {
			this.listener.accept(new Happening(System.nanoTime(), Event.MESSAGE, this.scaled, null, null, text));
		}
		catch (RuntimeException ex) {
			// it cannot be told, and what comes next is told all the same
		}
	}

	synchronized void used(String id, Usage usage) {
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

	/** The name of the container that calls itself so; the same when none does. */
	String nameOf(String itself) {
		return this.names.getOrDefault(itself, itself);
	}

}
