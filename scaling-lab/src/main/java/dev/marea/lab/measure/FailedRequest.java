package dev.marea.lab.measure;

import java.util.List;

import dev.marea.lab.run.Sample;

/**
 * A request that failed.
 *
 * @param intended its intended start, in seconds since the run's start
 * @param done its end, in the same
 * @param status its HTTP status; 0 when there was no answer
 * @param late whether it failed by a timeout of its answer, or of its wait to be sent
 * @param instances the instances that its answer names
 */
public record FailedRequest(double intended, double done, int status, boolean late, List<String> instances) {

	private static final int REFUSED = 503;

	private static final int GATEWAY_TIMEOUT = 504;

	/**
	 * @param intended its intended start, in seconds since the run's start
	 * @param done its end, in the same
	 */
	public static FailedRequest of(Sample sample, double intended, double done, List<String> instances) {
		return new FailedRequest(intended, done, sample.status(), sample.late(), List.copyOf(instances));
	}

	/** Whether a service refused it. */
	boolean refused() {
		return this.status == REFUSED;
	}

	/** Whether it is one of the failures that a lack of CPU causes. */
	boolean overload() {
		return this.late || refused() || this.status == GATEWAY_TIMEOUT;
	}

}
