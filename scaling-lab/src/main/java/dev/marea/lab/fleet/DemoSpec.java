package dev.marea.lab.fleet;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a demonstration shows.
 *
 * @param variant the fleet's settings while it lasts
 * @param scenario scenario file
 * @param trace CSV of counts: the traffic of a day
 * @param credit where the trace comes from
 * @param hpa HorizontalPodAutoscaler file
 * @param sync how often the autoscaler looks
 * @param window over which it takes its metric
 * @param lasting how long the trace is stretched or pressed to
 * @param peak how many instances its busiest second needs at least
 * @param slow said to people: what holds an instance's capacity down
 */
public record DemoSpec(@Nullable String variant, String scenario, String trace, String credit, String hpa,
		Duration sync, Duration window, Duration lasting, double peak, String slow) {

}
