package dev.marea.lab.hpa;

import java.util.List;
import java.util.Map;

/**
 * The input of one sync.
 *
 * @param now seconds on any clock that does not go back
 * @param replicas the desired number of replicas at this moment
 * @param pods all pods of the target, including starting and terminating ones
 * @param figures figures of objects and external ones, by a metric's label; a figure that
 * was not measured is absent
 */
public record SyncInput(double now, int replicas, List<PodSample> pods, Map<String, Double> figures) {

}
