package dev.marea.lab.shadow;

import java.util.List;

/**
 * A decision of the shadow that the live controller did not carry out within one sync.
 *
 * @param from its first sync, seconds since the run's start
 * @param until its last sync, seconds since the run's start
 * @param replicas the live number
 * @param desired the shadow's number
 * @param reason the shadow's reason
 * @param causes why the two differ, as clauses
 */
public record Difference(double from, double until, int replicas, int desired, String reason, List<String> causes) {

}
