package dev.marea.lab.compose;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.github.dockerjava.api.model.Event;
import dev.marea.lab.compose.Docker.Subscription;
import dev.marea.lab.observe.Happening;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;

/**
 * Watches a compose project: Docker's events tell what happens to its containers, its
 * statistics what those of the scaled service use. When Docker does not answer for a
 * while, what happened meanwhile is found out afterwards.
 */
final class ComposeObserver implements Observer {

	private static final long LOOK_MILLIS = 100;

	private static final long RETRY_MILLIS = 1000;

	private final Docker docker;

	private final String project;

	private final Containers containers;

	private final BlockingQueue<ContainerEvent> told = new LinkedBlockingQueue<>();

	private final List<Consumer<Happening>> listeners = new CopyOnWriteArrayList<>();

	private final Map<String, Closeable> usages = new HashMap<>();

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Begins to watch.
	 * @param docker closed with this
	 * @param service the one that is scaled
	 */
	ComposeObserver(Docker docker, String project, String service) throws InterruptedException {
		this.docker = docker;
		this.project = project;
		this.containers = new Containers(service, docker::container,
				(happening) -> this.listeners.forEach((listener) -> listener.accept(happening)));
		// First the events: what happens while the list is made is then told twice, not
		// never.
		Subscription<Event> events = docker.events(project, this.told::add);
		this.containers.found(docker.containers(project));
		this.thread = Thread.ofPlatform().daemon().name("compose-observer").start(() -> watch(events));
	}

	private void watch(Subscription<Event> first) {
		Subscription<Event> events = first;
		try {
			while (!this.closed) {
				follow(events);
				events.close();
				events = again();
			}
			events.close();
		}
		catch (IOException | InterruptedException ex) {
			// closed
		}
		finally {
			follow(Set.of());
		}
	}

	/** As long as Docker tells. */
	private void follow(Subscription<Event> events) throws InterruptedException {
		while (!this.closed && !events.isOver()) {
			follow(this.containers.running());
			ContainerEvent event = this.told.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
			if (event != null) {
				this.containers.happened(event);
			}
		}
	}

	private Subscription<Event> again() throws InterruptedException {
		while (true) {
			try {
				Subscription<Event> events = this.docker.events(this.project, this.told::add);
				this.containers.missed(this.docker.containers(this.project));
				return events;
			}
			catch (RuntimeException ex) {
				if (this.closed) {
					throw new InterruptedException();
				}
				Thread.sleep(RETRY_MILLIS);
			}
		}
	}

	/** Has exactly these containers tell what they use. */
	private void follow(Set<String> running) {
		this.usages.entrySet().removeIf((usage) -> !running.contains(usage.getKey()) && close(usage.getValue()));
		for (String id : running) {
			this.usages.computeIfAbsent(id, (any) -> this.docker.usage(id, (usage) -> this.containers.used(id, usage)));
		}
	}

	private static boolean close(Closeable usage) {
		try {
			usage.close();
		}
		catch (IOException ex) {
			// it ended with its container
		}
		return true;
	}

	@Override
	public Snapshot snapshot() {
		return this.containers.snapshot();
	}

	@Override
	public void listen(Consumer<Happening> listener) {
		this.listeners.add(listener);
	}

	@Override
	public String nameOf(String servedBy) {
		return this.containers.nameOf(servedBy);
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.docker.close();
	}

}
