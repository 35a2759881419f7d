package dev.marea.lab.scenario;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The sources of one request's values.
 *
 * @param random for generated values
 * @param index number of earlier requests
 * @param entries its drawn entries, by the request's names for them
 */
record Draws(RandomGenerator random, long index, Map<String, Map<String, String>> entries) {

	/** Without entries; its random choices do not repeat. */
	static Draws ofIndex(long index) {
		return new Draws(ThreadLocalRandom.current(), index, Map.of());
	}

}
