package dev.marea.aws.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What AWS itself does not take, so that it is refused before anything is made.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html">Fargate's
 * CPU and memory</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html">Quotas
 * of ECS</a>
 */
public final class Limits {

	/** Containers that a task definition may have. */
	public static final int CONTAINERS = 10;

	/** Seconds between SIGTERM and SIGKILL that ECS gives at most on Fargate. */
	public static final int STOP_SECONDS = 120;

	private static final int LOAD_BALANCER_NAME = 32;

	private static final Set<Integer> LOG_DAYS = Set.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
			1096, 1827, 2192, 2557, 2922, 3288, 3653);

	/** By CPU units, the memories in MiB that Fargate has for them. */
	private static final Map<Integer, List<Integer>> FARGATE = new TreeMap<>(Map.of(256, List.of(512, 1024, 2048), 512,
			steps(1024, 4096, 1024), 1024, steps(2048, 8192, 1024), 2048, steps(4096, 16384, 1024), 4096,
			steps(8192, 30720, 1024), 8192, steps(16384, 61440, 4096), 16384, steps(32768, 122880, 8192)));

	private Limits() {
	}

	static void fargate(String service, int cpu, int memory) {
		List<Integer> memories = FARGATE.get(cpu);
		if (memories == null) {
			throw new Refused("%s.cpu is %d, but Fargate has only %s.".formatted(service, cpu,
					String.join(", ", FARGATE.keySet().stream().map(String::valueOf).toList())));
		}
		Refused.unless(memories.contains(memory), "%s.memory is %d, but with %d CPU units Fargate has only %s MiB.",
				service, memory, cpu, written(memories));
	}

	static void containers(String service, int containers) {
		Refused.unless(containers <= CONTAINERS, "%s has %d containers, but a task of ECS takes 1 to %d.", service,
				containers, CONTAINERS);
	}

	static void logDays(int days) {
		Refused.unless(LOG_DAYS.contains(days), "logDays is %d, but CloudWatch keeps logs for one of %s days.", days,
				String.join(", ", LOG_DAYS.stream().sorted().map(String::valueOf).toList()));
	}

	/** The name of a load balancer, if AWS takes it. */
	public static String loadBalancerName(String name) {
		Refused.unless(name.length() <= LOAD_BALANCER_NAME,
				"The load balancer would be named '%s', which has %d characters, but AWS takes %d: shorten name.", name,
				name.length(), LOAD_BALANCER_NAME);
		Refused.unless(!name.startsWith("internal-"),
				"The load balancer would be named '%s', but AWS keeps names that begin with 'internal-' to itself.",
				name);
		return name;
	}

	private static List<Integer> steps(int from, int to, int by) {
		List<Integer> steps = new ArrayList<>();
		for (int step = from; step <= to; step += by) {
			steps.add(step);
		}
		return List.copyOf(steps);
	}

	private static String written(List<Integer> memories) {
		if (memories.size() <= 4) {
			return String.join(", ", memories.stream().map(String::valueOf).toList());
		}
		return "%d to %d by %d".formatted(memories.getFirst(), memories.getLast(), memories.get(1) - memories.get(0));
	}

}
