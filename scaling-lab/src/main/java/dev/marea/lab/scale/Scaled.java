package dev.marea.lab.scale;

import java.util.List;

import dev.marea.lab.hpa.PodSample;
import org.jspecify.annotations.Nullable;

/** The scale target of an autoscaler. */
public interface Scaled {

	/** The service's name. */
	String service();

	/** The desired number of instances. */
	int replicas();

	/**
	 * Its instances, including starting and terminating ones. Times are seconds on
	 * {@code System.nanoTime()}'s clock.
	 */
	List<PodSample> pods();

	/**
	 * Sets the desired number of instances.
	 * @param replicas how many
	 * @param reason the reason, if the number changed
	 * @param metric the metric value of the decision
	 */
	void scale(int replicas, String reason, @Nullable Double metric);

	/**
	 * Reports a message of the autoscaler itself, for example a failed sync.
	 * @param text one sentence
	 */
	void say(String text);

}
