package dev.marea.lab.fleet;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.marea.lab.observe.ObservedEvent;
import org.jspecify.annotations.Nullable;

/** Delivers the events of a fleet, in order and on one thread. */
final class EventBus implements AutoCloseable {

	private final List<Consumer<ObservedEvent>> listeners = new CopyOnWriteArrayList<>();

	private final Runnable change;

	/** Whether a failure was reported; read and written only by that thread. */
	private boolean failed;

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fleet-events").factory());

	/**
	 * @param change called after anything changed
	 */
	EventBus(Runnable change) {
		this.change = change;
	}

	void listen(Consumer<ObservedEvent> listener) {
		this.listeners.add(listener);
	}

	void remove(Consumer<ObservedEvent> listener) {
		this.listeners.remove(listener);
	}

	void publish(String kind, String service, String instance, @Nullable String text) {
		publish(ObservedEvent.of(kind, service, instance, text));
	}

	void publish(ObservedEvent event) {
		submit(() -> {
			this.listeners.forEach((listener) -> attempt(() -> listener.accept(event)));
			attempt(this.change);
		});
	}

	void changed() {
		submit(() -> attempt(this.change));
	}

	/** A failing listener, for example with a full disk, must not block the others. */
	private void attempt(Runnable part) {
		try {
			part.run();
		}
		catch (RuntimeException ex) {
			if (!this.failed) {
				this.failed = true;
				System.err.println("marea: some events of the fleet are lost: " + ex);
			}
		}
	}

	private void submit(Runnable task) {
		try {
			this.thread.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// an event after the end has no listeners
		}
	}

	@Override
	public void close() {
		this.thread.close();
	}

}
