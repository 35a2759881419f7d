package dev.marea.lab.hpa;

import java.util.List;
import java.util.Map;

/**
 * What the autoscaler sees when it looks.
 *
 * @param now seconds on any clock that does not go back
 * @param replicas how many replicas are asked for at this moment
 * @param pods all pods of the target, those that start or go included
 * @param external figures from outside by name; what was not measured is absent
 */
public record Observation(double now, int replicas, List<PodSample> pods, Map<String, Double> external) {

}
