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
 * @param after services that must be ready before its first instance starts
 * @param java additional options of this service's JVM
 * @param aot whether its JVM starts from an AOT cache
 * @param port the preferred port; any free port if it is absent or in use
 * @param env additional environment variables
 * @param cpuRequest assumed CPU request of an instance, in cores, as a pod does
 * @param replicas number of instances of a service that is not scaled; 1 if absent
 * @param scale minimum and maximum number of instances
 * @param ready readiness probe: answers 200 while an instance accepts requests
 * @param readyWithin longest duration of a start
 * @param metrics its instances' meters
 * @param invariants address of the invariants
 * @param grace grace period of a stop; then the instance is killed
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
	 * The bounds of a scaled service.
	 *
	 * @param min minimum, and number at the start
	 * @param max maximum on this machine
	 */
	public record Scale(int min, int max) {

	}

}
