package dev.marea.lab.observe;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Watches the instances of a place, whatever runs them. Asks them about once a second on
 * threads of its own.
 */
public interface Observer extends AutoCloseable {

	/** What was seen last; never waits. */
	Snapshot snapshot();

	/**
	 * Tells the listener of whatever happens to the instances from now on, in order, on
	 * one thread.
	 */
	void listen(Consumer<Happening> listener);

	/**
	 * The name under which an instance is observed; never waits.
	 * @param servedBy what the instance calls itself in {@code Served-By}
	 */
	default String nameOf(String servedBy) {
		return servedBy;
	}

	/**
	 * Processes of the place on this machine, by name: instances of every service, and
	 * {@code database}. Empty where instances run elsewhere or are not known by process.
	 */
	default Map<String, Long> processes() {
		return Map.of();
	}

	@Override
	void close();

}
