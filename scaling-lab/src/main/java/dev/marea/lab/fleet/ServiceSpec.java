package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A service of a fleet: either a jar for the JVM that runs the lab, or any command.
 *
 * @param jar an executable jar
 * @param command a program and its arguments
 * @param after services that are to be ready before its first instance starts
 * @param java further options of this service's JVM
 * @param aot whether its JVM starts from an AOT cache
 * @param port the port wished for; any free one when it is absent or taken
 * @param env its environment beside the lab's own
 * @param cpuRequest cores that an instance is taken to have asked for, as a pod does
 * @param replicas how many instances it has, where it is not scaled; one when absent
 * @param scale between how many instances it is scaled
 * @param ready answers 200 while an instance takes requests
 * @param readyWithin how long a start may take
 * @param metrics what its instances tell of themselves
 * @param invariants answers whether the data is as it must be
 * @param grace how long an instance may take to stop; then it is killed
 */
public record ServiceSpec(@Nullable String jar, @Nullable List<String> command, List<String> after, List<String> java,
		boolean aot, @Nullable Integer port, Map<String, String> env, @Nullable Double cpuRequest,
		@Nullable Integer replicas, @Nullable Scale scale, String ready, Duration readyWithin, @Nullable Meters metrics,
		@Nullable String invariants, Duration grace) {

	public ServiceSpec {
		after = (after != null) ? List.copyOf(after) : List.of();
		java = (java != null) ? List.copyOf(java) : List.of();
		env = (env != null) ? env : Map.of();
		readyWithin = (readyWithin != null) ? readyWithin : Duration.ofMinutes(3);
		grace = (grace != null) ? grace : Duration.ofSeconds(20);
	}

	ServiceSpec withPatience(Duration readyWithin, Duration grace) {
		return new ServiceSpec(this.jar, this.command, this.after, this.java, this.aot, this.port, this.env,
				this.cpuRequest, this.replicas, this.scale, this.ready, readyWithin, this.metrics, this.invariants,
				grace);
	}

	int minimum() {
		if (this.scale != null) {
			return this.scale.min();
		}
		return (this.replicas != null) ? this.replicas : 1;
	}

	/**
	 * Between how many instances a service is scaled.
	 *
	 * @param min at least, and at the start
	 * @param max at most on this machine
	 */
	public record Scale(int min, int max) {

	}

}
