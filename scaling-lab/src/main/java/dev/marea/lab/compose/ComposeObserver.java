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
import dev.marea.lab.observe.Gap;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;

/**
 * Watches a compose project. Docker's events report changes of its containers, Docker's
 * statistics the usage of the scaled service. When Docker does not answer for a while, a
 * message says so; a comparison of lists then finds the changes of the gap.
 */
final class ComposeObserver implements Observer {

	private static final long POLL_MILLIS = 100;

	private static final long RETRY_MILLIS = 1000;

	private final Docker docker;

	private final String project;

	private final Containers containers;

	private final BlockingQueue<ContainerEvent> told = new LinkedBlockingQueue<>();

	private final List<Consumer<ObservedEvent>> listeners = new CopyOnWriteArrayList<>();

	private final Map<String, Subscription<?>> usages = new HashMap<>();

	private long renewed = System.nanoTime();

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
				(event) -> this.listeners.forEach((listener) -> listener.accept(event)));
		// Events before the list: a change during the list then arrives twice instead of
		// never.
		Subscription<Event> events = docker.events(project, this.told::add);
		this.containers.found(docker.containers(project));
		this.thread = Thread.ofPlatform().daemon().name("compose-observer").start(() -> watch(events));
	}

	private void watch(Subscription<Event> first) {
		Subscription<Event> events = first;
		try {
			while (!this.closed) {
				String end = follow(events);
				long from = System.nanoTime();
				close(events);
				if (!this.closed) {
					events = again(from, end);
				}
			}
		}
		catch (InterruptedException ex) {
			// closed
		}
		finally {
			close(events);
			follow(Set.of());
		}
	}

	/**
	 * Until Docker ends the stream.
	 * @return why the stream ended
	 */
	private String follow(Subscription<Event> events) throws InterruptedException {
		try {
			while (!this.closed && !events.isOver()) {
				follow(this.containers.running());
				ContainerEvent event = this.told.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
				if (event != null) {
					this.containers.happened(event);
				}
			}
			return "its events ended";
		}
		catch (RuntimeException ex) {
			// The event may be lost, so the containers are listed and compared again.
			return Docker.reason(ex);
		}
	}

	/**
	 * Asks until Docker answers.
	 * @param from when it last answered
	 */
	private Subscription<Event> again(long from, String end) throws InterruptedException {
		boolean said = false;
		while (true) {
			// The list has all changes; older events would count as new ones.
			this.told.clear();
			Subscription<Event> events = null;
			try {
				events = this.docker.events(this.project, this.told::add);
				List<Details> now = this.docker.containers(this.project);
				if (events.isOver()) {
					throw new IllegalStateException("its events end at once");
				}
				say("Docker did not answer for %s: %s; changes in the gap have the time of its end"
					.formatted(new Gap(from, System.nanoTime()), end));
				this.containers.missed(now);
				return events;
			}
			catch (RuntimeException ex) {
				if (events != null) {
					close(events);
				}
				if (this.closed) {
					throw new InterruptedException();
				}
				if (!said) {
					said = true;
					say("Docker does not answer since %s: %s".formatted(Gap.time(from), Docker.reason(ex)));
				}
				Thread.sleep(RETRY_MILLIS);
			}
		}
	}

	private void say(String text) {
		this.containers.say(text);
	}

	/** Subscribes to the statistics of exactly these containers. */
	private void follow(Set<String> running) {
		long now = System.nanoTime();
		// If a stream ended although its container runs, it is opened again, with a
		// pause.
		boolean renew = now - this.renewed > TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
		this.renewed = renew ? now : this.renewed;
		this.usages.entrySet()
			.removeIf((usage) -> (!running.contains(usage.getKey()) || (renew && usage.getValue().isOver()))
					&& close(usage.getValue()));
		for (String id : running) {
			this.usages.computeIfAbsent(id, (any) -> this.docker.usage(id, (usage) -> this.containers.used(id, usage)));
		}
	}

	private static boolean close(Closeable stream) {
		try {
			stream.close();
		}
		catch (IOException | RuntimeException ex) {
			// it ended with its container
		}
		return true;
	}

	@Override
	public Snapshot snapshot() {
		return this.containers.snapshot();
	}

	@Override
	public void listen(Consumer<ObservedEvent> listener) {
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
