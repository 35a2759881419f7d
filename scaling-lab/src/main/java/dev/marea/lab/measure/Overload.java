package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.run.Second;

/**
 * An overload: a time in which need exceeded the ready instances.
 *
 * @param start its first second
 * @param end the first second after it
 */
record Overload(int start, int end) {

	/**
	 * Seconds for which a condition must hold before it counts as ended or as restored.
	 */
	static final int HOLD = 5;

	/**
	 * All overloads of a run. An overload ends when need has not exceeded the ready
	 * instances for {@link #HOLD} seconds. So random arrivals around a bound make one
	 * overload and not many.
	 */
	static List<Overload> all(List<Second> seconds) {
		List<Overload> all = new ArrayList<>();
		int start = -1;
		int calm = 0;
		for (int i = 0; i < seconds.size(); i++) {
			boolean exceeded = exceeded(seconds.get(i));
			calm = exceeded ? 0 : calm + 1;
			if (exceeded && start < 0) {
				start = i;
			}
			else if (start >= 0 && calm == HOLD) {
				all.add(new Overload(start, i - HOLD + 1));
				start = -1;
			}
		}
		if (start >= 0) {
			all.add(new Overload(start, seconds.size() - calm));
		}
		return all;
	}

	private static boolean exceeded(Second second) {
		return second.need() != null && second.ready() != null && second.need() > second.ready();
	}

}
