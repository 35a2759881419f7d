package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * How requests are spread over the instances: {@code even}, {@code warm}, {@code skew}.
 * An instance is <i>settled</i> in a second when it is ready at its end and its slow
 * start was over when it began. What it <i>took up</i> in a second is what it finished,
 * and what it had in its hands at the end more than at the begin: one that works off what
 * had piled up does not get more than the others.
 */
final class Shares {

	/**
	 * A window holds at least so many requests an instance, so that chance stays below 10
	 * %.
	 */
	static final int WINDOW = 1000;

	/** So many answers make a mean latency. */
	static final int ANSWERS = 100;

	private static final double TOLERANCE = 0.1;

	private final List<Second> seconds;

	private final Lives lives;

	private final double slowStart;

	/** Of each second, requests that each instance took up. */
	private final List<Map<String, Integer>> taken = new ArrayList<>();

	Shares(Run run, Lives lives, double slowStart) {
		this.seconds = run.seconds();
		this.lives = lives;
		this.slowStart = slowStart;
		Map<String, Integer> inFlight = new HashMap<>();
		for (Second second : this.seconds) {
			Map<String, Integer> taken = new HashMap<>();
			second.instances().forEach((name, instance) -> {
				Integer now = instance.inFlight();
				Integer before = (now != null) ? inFlight.put(name, now) : null;
				taken.put(name, instance.takenUp(before));
			});
			this.taken.add(taken);
		}
	}

	private Set<String> settled(Second second) {
		return second.instances()
			.entrySet()
			.stream()
			.filter((instance) -> instance.getValue().ready() && second.t() >= settledFrom(instance.getKey()))
			.map(Map.Entry::getKey)
			.collect(Collectors.toSet());
	}

	/** An instance that nobody saw becoming ready was there from the start. */
	private double settledFrom(String instance) {
		Lives.Life life = this.lives.of(instance);
		return (life != null && life.ready() != null) ? life.ready() + this.slowStart : Double.NEGATIVE_INFINITY;
	}

	/**
	 * Seconds from the end of slow start until a window begins in which its share is
	 * fair.
	 */
	@Nullable Double even(Lives.Life life) {
		double from = settledFrom(life.instance());
		for (int begin = Math.max(0, (int) Math.ceil(from)); begin < this.seconds.size(); begin++) {
			double fair = 0;
			double own = 0;
			for (int i = begin; fair < WINDOW; i++) {
				Set<String> settled = (i < this.seconds.size()) ? settled(this.seconds.get(i)) : Set.of();
				if (settled.size() < 2 || !settled.contains(life.instance())) {
					return null;
				}
				Map<String, Integer> requests = this.taken.get(i);
				fair += settled.stream().mapToInt(requests::get).average().orElse(0);
				own += requests.get(life.instance());
			}
			if (Math.abs(own / fair - 1) <= TOLERANCE) {
				return Math.max(0, begin - Math.ceil(from));
			}
		}
		return null;
	}

	/**
	 * Seconds from ready until a window begins in which it answers as fast as its settled
	 * peers.
	 */
	@Nullable Double warm(Lives.Life life) {
		if (life.ready() == null) {
			return null;
		}
		for (int begin = Math.max(0, (int) Math.floor(life.ready())); begin < this.seconds.size(); begin++) {
			Latency own = new Latency();
			Latency peers = new Latency();
			for (int i = begin; own.answers < ANSWERS; i++) {
				if (i == this.seconds.size()) {
					return null;
				}
				Second second = this.seconds.get(i);
				own.add(second.instances().get(life.instance()));
				settled(second).stream()
					.filter((name) -> !name.equals(life.instance()))
					.forEach((name) -> peers.add(second.instances().get(name)));
			}
			if (peers.answers < ANSWERS) {
				return null;
			}
			if (own.mean() <= peers.mean() * (1 + TOLERANCE)) {
				return Math.max(0, begin - life.ready());
			}
		}
		return null;
	}

	/**
	 * Busiest over mean, in the worst window. A window lies in a time in which the same
	 * two or more instances were settled.
	 */
	@Nullable Double skew() {
		Double worst = null;
		Set<String> settled = Set.of();
		Map<String, Integer> sums = new TreeMap<>();
		for (int i = 0; i < this.seconds.size(); i++) {
			Set<String> now = settled(this.seconds.get(i));
			if (!now.equals(settled)) {
				settled = now;
				sums.clear();
			}
			if (settled.size() < 2) {
				continue;
			}
			Map<String, Integer> requests = this.taken.get(i);
			settled.forEach((name) -> sums.merge(name, requests.get(name), Integer::sum));
			double mean = sums.values().stream().mapToInt(Integer::intValue).average().orElse(0);
			if (mean >= WINDOW) {
				double skew = sums.values().stream().mapToInt(Integer::intValue).max().orElse(0) / mean;
				worst = (worst == null) ? skew : Math.max(worst, skew);
				sums.clear();
			}
		}
		return worst;
	}

	private static final class Latency {

		private int answers;

		private double sum;

		private void add(@Nullable InstanceSecond instance) {
			if (instance != null && instance.answers() != null && instance.latency() != null) {
				this.answers += instance.answers();
				this.sum += instance.answers() * instance.latency();
			}
		}

		private double mean() {
			return this.sum / this.answers;
		}

	}

}
