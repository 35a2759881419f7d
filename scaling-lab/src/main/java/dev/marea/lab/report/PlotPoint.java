package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import org.jspecify.annotations.Nullable;

/**
 * Seconds of a run that a long plot shows as one point: mean rates, the worst latencies,
 * the highest need; other counts are those at its end.
 *
 * @param t its first second
 * @param seconds its seconds, at least one
 */
record PlotPoint(int t, List<Second> seconds) {

	/** Maximum number of points of a plot. */
	private static final int MOST = 3600;

	/** Number of seconds in a bucket of this run. */
	static int step(Collection<Second> seconds) {
		int length = seconds.stream().mapToInt(Second::t).max().orElse(0) + 1;
		return (length + MOST - 1) / MOST;
	}

	static List<PlotPoint> of(Collection<Second> seconds, int step) {
		Map<Integer, List<Second>> grouped = seconds.stream()
			.collect(Collectors.groupingBy((second) -> Math.floorDiv(second.t(), step), TreeMap::new,
					Collectors.toCollection(ArrayList::new)));
		return grouped.entrySet()
			.stream()
			.map((each) -> new PlotPoint(each.getKey() * step, List.copyOf(each.getValue())))
			.toList();
	}

	double mean(Function<Second, Number> value) {
		return this.seconds.stream().mapToDouble((second) -> value.apply(second).doubleValue()).average().orElse(0);
	}

	@Nullable Double highest(Function<Second, @Nullable Double> value) {
		return this.seconds.stream().map(value).filter(Objects::nonNull).max(Double::compare).orElse(null);
	}

	@Nullable Integer most(Function<Second, @Nullable Integer> value) {
		return this.seconds.stream().map(value).filter(Objects::nonNull).max(Integer::compare).orElse(null);
	}

	@Nullable Double meanOf(Function<Second, @Nullable Double> value) {
		List<Double> values = this.seconds.stream().map(value).filter(Objects::nonNull).toList();
		return values.isEmpty() ? null : values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
	}

	@Nullable Integer last(Function<Second, @Nullable Integer> value) {
		return this.seconds.reversed().stream().map(value).filter(Objects::nonNull).findFirst().orElse(null);
	}

	/** Complete answers per second; absent if nobody counted them. */
	@Nullable Double answered() {
		return meanOf((second) -> (second.ended() != null) ? (Double) (double) second.ended().answered() : null);
	}

	/** Answers with 503 per second. */
	double refused() {
		return mean((second) -> second.statuses().getOrDefault("503", 0));
	}

	boolean violates(Slo slo) {
		return this.seconds.stream().anyMatch(slo::violatedBy);
	}

	/** Requests per second of an instance; absent if nobody counted them. */
	@Nullable Double requests(String instance) {
		List<InstanceSecond> there = there(instance);
		return there.stream().allMatch((each) -> each.requests() == null) ? null
				: (double) there.stream().mapToInt(InstanceSecond::load).sum() / this.seconds.size();
	}

	/** Mean usage of an instance; absent if not measured. */
	@Nullable Double meanOf(String instance, Function<InstanceSecond, @Nullable Number> value) {
		List<Number> measured = there(instance).stream().map(value).filter(Objects::nonNull).toList();
		return measured.isEmpty() ? null
				: (Double) measured.stream().mapToDouble(Number::doubleValue).average().orElseThrow();
	}

	boolean ready(String instance) {
		List<InstanceSecond> there = there(instance);
		return !there.isEmpty() && there.stream().allMatch(InstanceSecond::ready);
	}

	/** Mean requests per second of the ready instances. */
	double fair() {
		return mean((second) -> {
			long ready = second.instances().values().stream().filter(InstanceSecond::ready).count();
			int all = second.instances().values().stream().mapToInt(InstanceSecond::load).sum();
			return (ready > 0) ? (double) all / ready : 0;
		});
	}

	private List<InstanceSecond> there(String instance) {
		return this.seconds.stream()
			.map((second) -> second.instances().get(instance))
			.filter(Objects::nonNull)
			.toList();
	}

}
