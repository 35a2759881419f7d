package dev.marea.lab.observe;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was seen of a place at one moment.
 *
 * @param instances of every service; those that are leaving included until they are gone
 * @param desired how many instances of the scaled service are wanted; absent when nobody
 * scales
 * @param metric the value that the autoscaler compares with its target; absent when
 * nobody scales or nothing was measured yet
 */
public record Snapshot(List<Instance> instances, @Nullable Integer desired, @Nullable Double metric) {

	/** Those of one service. */
	public List<Instance> instances(String service) {
		return this.instances.stream().filter((instance) -> instance.service().equals(service)).toList();
	}

}
