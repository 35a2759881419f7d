package dev.marea.lab.hpa;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the metrics asked for lately, unlimited (stabilizeRecommendation and
 * stabilizeRecommendationWithBehaviors in
 * {@code pkg/controller/podautoscaler/horizontal.go}, Kubernetes 1.35.4). The controller
 * writes over entries that no window reaches any more; here they are dropped, which is
 * the same since time does not go back.
 */
final class Recommendations {

	private record Recommendation(long at, int replicas) {
	}

	private final Deque<Recommendation> recent = new ArrayDeque<>();

	private boolean begun;

	/** The first look at all counts as asking for what there is. */
	void begin(long now, int replicas) {
		if (!this.begun) {
			this.begun = true;
			this.recent.add(new Recommendation(now, replicas));
		}
	}

	/** Without behavior: the most of the window, its very beginning included. */
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
	 * With behavior: what there is, raised to the least that one window asked for all the
	 * time, then lowered to the most that the other asked for at any time.
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
