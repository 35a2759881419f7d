package dev.marea.lab.scale;

import java.util.List;

import dev.marea.lab.hpa.PodSample;
import org.jspecify.annotations.Nullable;

/** What an autoscaler scales. */
public interface Scaled {

	/** The service's name. */
	String service();

	/** How many instances are wanted now. */
	int replicas();

	/**
	 * Its instances, those that start or go included. Times are seconds on
	 * {@code System.nanoTime()}'s clock.
	 */
	List<PodSample> pods();

	/**
	 * Sets how many instances are wanted.
	 * @param replicas how many
	 * @param reason why, if that is another number than before
	 * @param metric what the decision went by
	 */
	void scale(int replicas, String reason, @Nullable Double metric);

	/**
	 * Says something of the autoscaler itself, such as that a sync failed.
	 * @param text one sentence
	 */
	void say(String text);

}
