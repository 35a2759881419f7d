package dev.marea.lab.observe;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The observed state of a place at one moment.
 *
 * @param instances instances of every service; terminating ones are included until they
 * are gone
 * @param desired the desired number of instances of the scaled service; absent without an
 * autoscaler
 * @param metric the value that the autoscaler compares with its target; absent without an
 * autoscaler or before the first measurement
 */
public record Snapshot(List<Instance> instances, @Nullable Integer desired, @Nullable Double metric) {

	/** The instances of one service. */
	public List<Instance> instances(String service) {
		return this.instances.stream().filter((instance) -> instance.service().equals(service)).toList();
	}

}
