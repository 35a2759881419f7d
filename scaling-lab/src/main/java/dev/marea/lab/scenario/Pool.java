package dev.marea.lab.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Entries that were captured from answers; the fields of an entry belong together. Safe
 * for use by several threads.
 */
final class Pool {

	/**
	 * In a full pool, each new entry replaces an old one, so that long runs fit in
	 * memory.
	 */
	static final int LIMIT = 10_000;

	private final List<Map<String, String>> entries = new ArrayList<>();

	private int oldest;

	synchronized int size() {
		return this.entries.size();
	}

	synchronized void add(Map<String, String> entry) {
		if (this.entries.size() < LIMIT) {
			this.entries.add(entry);
			return;
		}
		this.entries.set(this.oldest, entry);
		this.oldest = (this.oldest + 1) % LIMIT;
	}

	/**
	 * Draws different random entries, which stay in the pool.
	 * @throws IllegalArgumentException when the pool holds fewer
	 */
	synchronized List<Map<String, String>> draw(int count, RandomGenerator random) {
		if (count > this.entries.size()) {
			throw new IllegalArgumentException(count + " of " + this.entries.size() + " entries");
		}
		Set<Integer> chosen = new HashSet<>();
		List<Map<String, String>> drawn = new ArrayList<>(count);
		while (drawn.size() < count) {
			int index = random.nextInt(this.entries.size());
			if (chosen.add(index)) {
				drawn.add(this.entries.get(index));
			}
		}
		return drawn;
	}

	/** Draws a random entry and removes it from the pool. */
	synchronized Map<String, String> take(RandomGenerator random) {
		int index = random.nextInt(this.entries.size());
		Map<String, String> last = this.entries.removeLast();
		return (index < this.entries.size()) ? this.entries.set(index, last) : last;
	}

}
