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
 * @param java further options of this service's JVM
 * @param aot whether its JVM starts from an AOT cache
 * @param port the port wished for; any free one when it is absent or taken
 * @param env its environment beside the lab's own
 * @param cpuRequest cores that an instance is taken to have asked for, as a pod does
 * @param scale between how many instances it is scaled; one instance when absent
 * @param ready answers 200 while an instance takes requests
 * @param readyWithin how long a start may take
 * @param metrics what its instances tell of themselves
 * @param invariants answers whether the data is as it must be
 * @param grace how long an instance may take to stop; then it is killed
 */
record ServiceSpec(@Nullable String jar, @Nullable List<String> command, List<String> java, boolean aot,
		@Nullable Integer port, Map<String, String> env, @Nullable Double cpuRequest, @Nullable Scale scale,
		String ready, Duration readyWithin, @Nullable Meters metrics, @Nullable String invariants, Duration grace) {

	ServiceSpec {
		java = (java != null) ? List.copyOf(java) : List.of();
		env = (env != null) ? env : Map.of();
		readyWithin = (readyWithin != null) ? readyWithin : Duration.ofMinutes(3);
		grace = (grace != null) ? grace : Duration.ofSeconds(20);
	}

	int minimum() {
		return (this.scale != null) ? this.scale.min() : 1;
	}

	/**
	 * Between how many instances a service is scaled.
	 *
	 * @param min at least, and at the start
	 * @param max at most on this machine
	 */
	record Scale(int min, int max) {

	}

}
