package dev.marea.lab.observe;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches the instances of a place, about once a second and on its own threads.
 */
public interface Observer extends AutoCloseable {

	/** The last snapshot; never blocks. */
	Snapshot snapshot();

	/**
	 * Sends all events of the instances to the listener from now on, in order, on one
	 * thread.
	 */
	void listen(Consumer<ObservedEvent> listener);

	/**
	 * The observed name of an instance; never blocks.
	 * @param servedBy the instance's own name in {@code Served-By}
	 */
	default String nameOf(String servedBy) {
		return servedBy;
	}

	/**
	 * Processes of the place on this machine, by name: instances of every service, and
	 * {@code database}. Empty if instances run elsewhere, or if their processes are
	 * unknown.
	 */
	default Map<String, Long> processes() {
		return Map.of();
	}

	@Override
	void close();

}
