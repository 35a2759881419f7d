package dev.marea.aws.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One service: how big an instance is, how many there may be, and by what they scale.
 *
 * @param cpu CPU units of an instance, 1024 to a core
 * @param memory MiB of an instance
 * @param min instances at least
 * @param max instances at most
 * @param cpuPercent mean use of its CPU that scaling aims at
 * @param requestsPerSecond by instance, what scaling aims at behind the load balancer of
 * ECS, in place of CPU
 * @param volumeGib an encrypted volume for each task of ECS on {@code /data}, or 0
 * @param sidecars containers of others in its tasks on ECS
 */
public record Service(int cpu, int memory, int min, int max, int cpuPercent, @Nullable Integer requestsPerSecond,
		int volumeGib, List<Sidecar> sidecars) {

	/** MiB that the proxy of Service Connect is left. */
	public static final int PROXY_MEMORY = 64;

	private static final int TASKS_OF_A_SERVICE = 5000;

	public Service {
		sidecars = (sidecars != null) ? List.copyOf(sidecars) : List.of();
	}

	/** MiB that the service's own container is left in a task. */
	public int containerMemory() {
		return this.memory - PROXY_MEMORY - this.sidecars.stream().mapToInt(Sidecar::memory).sum();
	}

	/** CPU as Kubernetes spells it. */
	public String millicores() {
		return this.cpu * 1000 / 1024 + "m";
	}

	void check(String name, Ecs ecs) {
		if (ecs.capacity().fargate()) {
			Limits.fargate(name, this.cpu, this.memory);
		}
		Refused.unless(this.cpu >= 128 && this.memory >= 256,
				"%s has %d CPU units and %d MiB; it does not start with less than 128 and 256.", name, this.cpu,
				this.memory);
		Refused.unless(this.min >= 1 && this.min <= this.max, "%s.min is %d and its max %d; 1 <= min <= max.", name,
				this.min, this.max);
		Refused.unless(this.max <= TASKS_OF_A_SERVICE, "%s.max is %d, but a service of ECS has at most %d tasks.", name,
				this.max, TASKS_OF_A_SERVICE);
		Refused.unless(this.cpuPercent >= 10 && this.cpuPercent <= 90, "%s.cpuPercent is %d; it is 10 to 90.", name,
				this.cpuPercent);
		Refused.unless(this.requestsPerSecond == null || this.requestsPerSecond > 0,
				"%s.requestsPerSecond is %d; it is positive.", name, this.requestsPerSecond);
		Refused.unless(this.volumeGib >= 0 && this.volumeGib <= 16384,
				"%s.volumeGib is %d, but a volume (gp3) has 1 to 16384 GiB.", name, this.volumeGib);
		Limits.containers(name, 1 + this.sidecars.size());
		Refused.unless(this.sidecars.stream()
			.map(Sidecar::name)
			.distinct()
			.filter((other) -> !other.equals(name))
			.count() == this.sidecars.size(), "%s has two containers of one name.", name);
		Refused.unless(containerMemory() >= 192,
				"%s.memory is %d, of which its sidecars and the proxy leave %d MiB to the service, which needs 192.",
				name, this.memory, containerMemory());
	}

	/**
	 * A container of somebody else's beside the service.
	 *
	 * @param name of the container
	 * @param image its reference, which the registry's cache must have: tasks reach no
	 * other
	 * @param memory MiB
	 */
	public record Sidecar(String name, String image, int memory) {

		private static final Pattern FORM = Pattern
			.compile("(\\d{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com/([a-z0-9._/-]+)[:@].+");

		public Sidecar {
			Refused.unless(name != null && name.matches("[a-z][a-z0-9-]{0,62}"),
					"A sidecar is named '%s'; a name has small letters, digits and dashes.", name);
			Refused.unless(image != null && FORM.matcher(image).matches(),
					"The sidecar %s has the image '%s', but tasks reach no registry other than ECR.", name, image);
			Refused.unless(memory >= 16, "The sidecar %s has %d MiB; give it 16 at least.", name, memory);
		}

		/** ARN of the repository that its image is in. */
		public String repositoryArn() {
			Matcher parts = FORM.matcher(this.image);
			parts.matches();
			return "arn:aws:ecr:%s:%s:repository/%s".formatted(parts.group(2), parts.group(1), parts.group(3));
		}

	}

}
