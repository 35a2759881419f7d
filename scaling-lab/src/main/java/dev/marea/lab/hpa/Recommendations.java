package dev.marea.lab.hpa;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The recent recommendations of the metrics, before limits (stabilizeRecommendation and
 * stabilizeRecommendationWithBehaviors in
 * {@code pkg/controller/podautoscaler/horizontal.go}, Kubernetes 1.35.4). The controller
 * overwrites entries that are older than every window. This class drops them, which has
 * the same effect because time does not go back.
 */
final class Recommendations {

	private record Recommendation(long at, int replicas) {
	}

	private final Deque<Recommendation> recent = new ArrayDeque<>();

	private boolean begun;

	Recommendations copy() {
		Recommendations copy = new Recommendations();
		copy.recent.addAll(this.recent);
		copy.begun = this.begun;
		return copy;
	}

	/** At the first sync, the present number counts as a recommendation. */
	void begin(long now, int replicas) {
		if (!this.begun) {
			this.begun = true;
			this.recent.add(new Recommendation(now, replicas));
		}
	}

	/**
	 * Without behavior: the highest recommendation of the window, including its first
	 * moment.
	 */
	int highest(long now, int wanted, long window) {
		forget(now - window);
		int highest = wanted;
		for (Recommendation past : this.recent) {
			highest = Math.max(highest, past.replicas());
		}
		this.recent.add(new Recommendation(now, wanted));
		return highest;
	}

	/**
	 * With behavior: the present number, raised to the lowest recommendation of the
	 * scale-up window, then lowered to the highest one of the scale-down window.
	 */
	int stabilized(long now, int replicas, int wanted, long upWindow, long downWindow) {
		forget(now - Math.max(upWindow, downWindow));
		int least = wanted;
		int most = wanted;
		for (Recommendation past : this.recent) {
			if (past.at() > now - upWindow) {
				least = Math.min(least, past.replicas());
			}
			if (past.at() > now - downWindow) {
				most = Math.max(most, past.replicas());
			}
		}
		this.recent.add(new Recommendation(now, wanted));
		return Math.min(Math.max(replicas, least), most);
	}

	private void forget(long before) {
		while (!this.recent.isEmpty() && this.recent.getFirst().at() < before) {
			this.recent.removeFirst();
		}
	}

}
