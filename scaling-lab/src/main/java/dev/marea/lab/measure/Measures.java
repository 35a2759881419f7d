package dev.marea.lab.measure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * Computes a run's summary. The definitions are in {@code docs/scaling.md}.
 */
public final class Measures {

	/** The default slow start of this project's balancing clients. */
	public static final Duration SLOW_START = Duration.ofSeconds(3);

	private final Run run;

	/** The seconds that the summary covers. */
	private final List<Second> covered;

	private final Lives lives;

	private final Reaction reaction;

	private final List<Overload> overloads;

	private final List<@Nullable Double> recoveries;

	private final Shares shares;

	/** The last second with load; -1 if there was none. */
	private final int lastLoaded;

	private Measures(Run run, double slowStart) {
		this.run = run;
		double from = run.info().summaryFrom();
		this.covered = run.seconds().stream().filter((second) -> second.t() >= from).toList();
		this.lives = new Lives(run);
		this.reaction = new Reaction(run);
		this.overloads = new ArrayList<>();
		this.recoveries = new ArrayList<>();
		addOverloads((int) Math.ceil(from));
		this.shares = new Shares(run, this.lives, slowStart);
		this.lastLoaded = run.seconds().stream().filter(Second::loaded).mapToInt(Second::t).max().orElse(-1);
	}

	/**
	 * Adds the overloads that reach, with their violations, into the covered seconds.
	 * @param first the first covered second
	 */
	private void addOverloads(int first) {
		List<Overload> all = Overload.all(this.run.seconds());
		List<@Nullable Double> recoveries = this.reaction.recoveries(all);
		for (int i = 0; i < all.size(); i++) {
			Overload overload = all.get(i);
			Double recovery = recoveries.get(i);
			if (overload.end() > first || (recovery != null && overload.start() + recovery > first)) {
				this.overloads.add(overload);
				this.recoveries.add(recovery);
			}
		}
	}

	/**
	 * Summarizes a run without its invariants, which the caller adds. The first seconds
	 * that the run's input ignores are left out: totals must not contain their requests.
	 * @param totals its load
	 * @param slowStart slow start of the callers, in which a new instance gets less than
	 * its share
	 */
	public static Summary summarize(Run run, LoadTotals totals, Duration slowStart) {
		return new Measures(run, slowStart.toMillis() / 1000.0).summary(totals);
	}

	private Summary summary(LoadTotals totals) {
		boolean any = totals.latencies().getTotalCount() > 0;
		Function<Double, @Nullable Double> quantile = (percentile) -> any
				? round(totals.latencies().getValueAtPercentile(percentile) / 1e9, 6) : null;
		List<Summary.ScaleIn> scaleIns = ScaleIns.of(this.run, this.lives);
		Starvation starvation = new Starvation(this.run, scaleIns);
		return new Summary(totals.requests(), totals.failed(), ready(), Map.of(), measures(),
				round(this.shares.skew(), 4), instanceSeconds((need, ready) -> need - ready),
				instanceSeconds((need, ready) -> ready - need), violation(), scaleIns, round(totals.offered(), 3),
				round(totals.sent(), 3), round(totals.answered(), 3), quantile.apply(50.0), quantile.apply(99.0),
				quantile.apply(99.9), quantile.apply(100.0),
				(totals.requests() > 0) ? round((double) totals.failed() / totals.requests(), 6) : null,
				totals.failures().counts(), totals.droppedByRequest().counts(), totals.lateness(), unrecovered(),
				needInvalid(), starvation.summary(totals.failedRequests(), violations()), quantile.apply(95.0),
				totals.byRequest());
	}

	private Summary.@Nullable NeedInvalid needInvalid() {
		Summary.NeedInvalid invalid = new NeedCheck(this.run, this.shares).invalid();
		return (invalid != null) ? new Summary.NeedInvalid(invalid.seconds(),
				BigDecimal.valueOf(invalid.served()).setScale(4, RoundingMode.HALF_EVEN).doubleValue()) : null;
	}

	/** Absent if overload or the SLO is not known. */
	private @Nullable Integer unrecovered() {
		boolean known = this.covered.stream().anyMatch((second) -> second.need() != null && second.ready() != null);
		return (!known || violation() == null) ? null
				: (Integer) (int) this.recoveries.stream()
					.filter((recovery) -> recovery != null && recovery == Reaction.UNRECOVERED)
					.count();
	}

	private Map<String, Quantiles> measures() {
		Map<String, Quantiles> measures = new LinkedHashMap<>();
		List<Double> detect = new ArrayList<>();
		List<Double> recover = new ArrayList<>();
		List<Double> difference = new ArrayList<>();
		for (int i = 0; i < this.overloads.size(); i++) {
			Double detected = this.reaction.detect(this.overloads.get(i));
			Double recovered = this.recoveries.get(i);
			add(detect, detected);
			if (recovered != null && recovered != Reaction.UNRECOVERED) {
				add(recover, recovered);
				// Negative if the SLO held again before desired rose; the measure is then
				// 0.
				add(difference, (detected != null) ? Math.max(0, recovered - detected) : null);
			}
		}
		put(measures, "detect", detect);
		put(measures, "waiting", each((life) -> between(life.created(), life.scheduled())));
		put(measures, "starting", each((life) -> between(life.scheduled(), life.ready())));
		put(measures, "ready", each((life) -> between(life.created(), life.ready())));
		put(measures, "first", each(this::first));
		put(measures, "even", each((life) -> joined(life) ? this.shares.even(life) : null));
		put(measures, "warm", each((life) -> joined(life) ? this.shares.warm(life) : null));
		put(measures, "recover", recover);
		put(measures, "recover-detect", difference);
		return measures;
	}

	/** Whether it became ready under load. */
	private boolean joined(Lives.Life life) {
		return life.ready() != null && life.ready() >= 0 && life.ready() <= this.lastLoaded;
	}

	/**
	 * 0 if an answer comes before the observer sees that the instance is ready.
	 */
	private @Nullable Double first(Lives.Life life) {
		Double ready = life.ready();
		if (ready == null || !joined(life)) {
			return null;
		}
		if (life.first() != null) {
			return Math.max(0, life.first() - ready);
		}
		for (int t = Math.max(0, (int) Math.ceil(ready - 1)); t < this.shares.seenUntil(life.instance()); t++) {
			InstanceSecond instance = this.run.seconds().get(t).instances().get(life.instance());
			if (instance != null && instance.load() > 0) {
				return t + 1 - ready;
			}
		}
		return null;
	}

	private List<Double> each(Function<Lives.Life, @Nullable Double> measure) {
		double from = this.run.info().summaryFrom();
		return this.lives.all()
			.stream()
			.filter((life) -> life.ready() == null || life.ready() >= from || from == 0)
			.map(measure)
			.filter(Objects::nonNull)
			.toList();
	}

	private static @Nullable Double round(@Nullable Double value, int digits) {
		return (value != null) ? BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue()
				: null;
	}

	private static @Nullable Double between(@Nullable Double from, @Nullable Double to) {
		return (from != null && to != null) ? to - from : null;
	}

	private static void add(List<Double> values, @Nullable Double value) {
		if (value != null) {
			values.add(value);
		}
	}

	private static void put(Map<String, Quantiles> measures, String name, List<Double> values) {
		// The compared clocks are exact to a millisecond only.
		Quantiles quantiles = Quantiles.of(values.stream().map((value) -> round(value, 3)).toList());
		if (quantiles != null) {
			measures.put(name, quantiles);
		}
	}

	private Summary.@Nullable Ready ready() {
		List<Integer> ready = this.covered.stream().map(Second::ready).filter(Objects::nonNull).toList();
		return ready.isEmpty() ? null : new Summary.Ready(ready.stream().min(Comparator.naturalOrder()).orElseThrow(),
				ready.stream().max(Comparator.naturalOrder()).orElseThrow(), ready.getLast());
	}

	/**
	 * The sum of the positive differences over all seconds; absent if no second has both
	 * values.
	 */
	private @Nullable Double instanceSeconds(IntBinaryOperator difference) {
		Double sum = null;
		for (Second second : this.covered) {
			if (second.need() != null && second.ready() != null) {
				sum = ((sum != null) ? sum : 0) + Math.max(0, difference.applyAsInt(second.need(), second.ready()));
			}
		}
		return sum;
	}

	private @Nullable Double violation() {
		if (this.covered.stream().noneMatch((second) -> second.done() > 0)) {
			return null;
		}
		return (double) violations().size();
	}

	private List<Second> violations() {
		return this.covered.stream().filter(this.reaction::violates).toList();
	}

}
