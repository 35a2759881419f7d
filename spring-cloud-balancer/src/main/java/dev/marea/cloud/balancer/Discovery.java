package dev.marea.cloud.balancer;

import java.util.List;
import java.util.function.Consumer;

/**
 * A source of instance lists: a file on one machine, a DNS name, EndpointSlices, or a
 * fixed address behind a balancing proxy.
 */
interface Discovery extends AutoCloseable {

	/**
	 * Passes the current list to the listener before it returns, and each changed list
	 * later. A listener is never called by two threads at once.
	 * @throws IllegalStateException if the list is not available now and an empty list
	 * would be wrong
	 */
	void follow(String service, Consumer<List<Instance>> listener);

	@Override
	default void close() {
	}

}
