package dev.marea.lab.fleet;

import org.jspecify.annotations.Nullable;

/**
 * The names of an instance's meters in Prometheus' text format. A meter's values are
 * summed over its labels.
 *
 * @param url where
 * @param requests counter of requests
 * @param inFlight gauge of requests being served
 * @param cpuSeconds counter of CPU seconds
 * @param cpuNanos counter of CPU nanoseconds
 */
public record Meters(String url, String requests, @Nullable String inFlight, @Nullable String cpuSeconds,
		@Nullable String cpuNanos) {

}
