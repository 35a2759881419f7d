package dev.marea.gateway.limit;

import io.github.bucket4j.ConsumptionProbe;

/**
 * The token buckets of all clients.
 */
interface Buckets extends AutoCloseable {

	/**
	 * Takes a token, if there is one.
	 * @param client key of the client
	 */
	ConsumptionProbe take(String client);

	@Override
	default void close() {
	}

}
