package dev.marea.lab.shadow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.lab.hpa.SyncInput;
import dev.marea.lab.hpa.PodSample;

/**
 * What can be read of a target and its metrics at one moment. Times are seconds since
 * 1970.
 *
 * @param pods all pods of the target
 * @param figures figures of objects and external ones, by a metric's label
 * @param problems why a metric has no value, by its label
 * @param stamps the newest time stamp of each metric, by its label
 */
public record Sight(List<PodSample> pods, Map<String, Double> figures, Map<String, String> problems,
		Map<String, Double> stamps) {

	SyncInput input(double now, int replicas) {
		return new SyncInput(now, replicas, this.pods, this.figures);
	}

	/**
	 * These metrics with the pods of an earlier moment: without the pods that were added
	 * since, and with those that were asked to stop since. The live controller decided on
	 * these pods.
	 */
	Sight with(List<PodSample> earlier) {
		Map<String, PodSample> now = this.pods.stream()
			.collect(Collectors.toMap(PodSample::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
		List<PodSample> restored = new ArrayList<>();
		for (PodSample before : earlier) {
			PodSample pod = now.get(before.name());
			if (pod == null) {
				restored.add(before);
			}
			else if (pod.terminating() && !before.terminating()) {
				restored.add(new PodSample(before.name(), before.phase(), false, before.started(), before.ready(),
						before.readyChanged(), pod.resources(), pod.metrics()));
			}
			else {
				restored.add(pod);
			}
		}
		return new Sight(restored, this.figures, this.problems, this.stamps);
	}

}
