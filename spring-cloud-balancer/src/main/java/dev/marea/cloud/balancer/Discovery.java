package dev.marea.cloud.balancer;

import java.util.List;
import java.util.function.Consumer;

/**
 * Who the instances of a service are. Each place has its own way to know: a file on one
 * machine, a name, EndpointSlices, a fixed address behind a balancing proxy.
 */
public interface Discovery extends AutoCloseable {

	/**
	 * Tells the listener whom it knows now, before this method returns, and again after
	 * each change. A listener is never called by two threads at once.
	 * @throws IllegalStateException where it cannot know now, and to know nobody would be
	 * wrong
	 */
	void follow(String service, Consumer<List<Instance>> listener);

	@Override
	default void close() {
	}

}
