package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * What differs between several runs of two sides beyond their noise. The test is a
 * permutation test with the maximum statistic (Westfall and Young): if both sides were
 * alike, any other assignment of the runs to the sides would differ as much. It corrects
 * for the number of figures without losing its power, as their noise is dependent.
 */
final class Differences {

	/** More assignments are sampled instead. */
	private static final int MOST_ASSIGNMENTS = 200_000;

	private static final int SAMPLED = 20_000;

	/** Requests that have figures of their own, the most frequent. */
	private static final int MOST_REQUESTS = 10;

	/** Shares of errors that differ by less are noise of a few requests. */
	private static final double LEAST_ERRORS = 0.001;

	/**
	 * A figure that is tested; less is better for all of them.
	 *
	 * @param scale makes its noise the same at all heights
	 * @param resolution on this scale; smaller differences weigh little, whatever the
	 * noise
	 */
	private record Figure(String name, Function<Summary, @Nullable Double> value, DoubleFunction<String> text,
			DoubleUnaryOperator scale, double resolution) {

	}

	/**
	 * A figure of both sides.
	 *
	 * @param a median of side A
	 * @param b median of side B
	 * @param change B/A - 1; infinite if A is 0
	 * @param p probability of a difference as large in any figure if the sides were alike
	 * @param verdict {@code worse}, {@code better}, or empty if it does not differ
	 */
	record Row(String name, String a, String b, double change, double p, String verdict) {

	}

	/**
	 * A figure that some of the runs lack, so that it is not tested.
	 *
	 * @param a runs of side A that have it
	 * @param b runs of side B that have it
	 * @param lost whether all runs of side A have it, and its lack is bad
	 */
	record Gap(String name, long a, long b, boolean lost) {

	}

	private final List<Summary> a;

	private final List<Summary> b;

	private final double alpha;

	private final double leastChange;

	/**
	 * @param alpha largest probability of a false alarm, for all figures together
	 * @param leastChange relative change that counts; smaller ones do not matter
	 * @throws UsageError if a run has no summary, or if there are too few for the alpha
	 */
	Differences(List<Run> a, List<Run> b, double alpha, double leastChange) {
		this.a = a.stream().map(Comparison::summary).toList();
		this.b = b.stream().map(Comparison::summary).toList();
		this.alpha = alpha;
		this.leastChange = leastChange;
		if (smallestP() > alpha) {
			throw new UsageError(
					"%d and %d runs are too few: their smallest p is %s, above --alpha %s; 5 on each side are enough for 0.01."
						.formatted(a.size(), b.size(), Figures.number(smallestP(), 4), Figures.number(alpha, 4)));
		}
	}

	/** Number of ways to assign the runs to the sides. */
	long assignments() {
		long count = 1;
		for (int i = 1; i <= this.a.size(); i++) {
			count = count * (this.b.size() + i) / i;
			if (count > MOST_ASSIGNMENTS) {
				return SAMPLED;
			}
		}
		return count;
	}

	/** Of sides of one size, the exchanged assignment differs as much. */
	private double smallestP() {
		return ((this.a.size() == this.b.size()) ? 2.0 : 1.0) / assignments();
	}

	/** Every figure that all runs have. */
	List<Row> rows() {
		List<Figure> figures = new ArrayList<>();
		List<double[]> values = new ArrayList<>();
		for (Figure figure : figures()) {
			double[] measured = Stream.concat(this.a.stream(), this.b.stream())
				.map(figure.value())
				.filter(Objects::nonNull)
				.mapToDouble(Double::doubleValue)
				.toArray();
			if (measured.length == this.a.size() + this.b.size()) {
				figures.add(figure);
				values.add(measured);
			}
		}
		double[] p = probabilities(figures, values);
		List<Row> rows = new ArrayList<>();
		for (int i = 0; i < figures.size(); i++) {
			rows.add(row(figures.get(i), values.get(i), p[i]));
		}
		return rows;
	}

	/** Every figure that some runs have and others lack. */
	List<Gap> gaps() {
		List<Gap> gaps = new ArrayList<>();
		for (Figure figure : figures()) {
			long ofA = measured(figure, this.a);
			long ofB = measured(figure, this.b);
			if (ofA + ofB > 0 && ofA + ofB < this.a.size() + this.b.size()) {
				// Without an overload there is no detect. If desired does not rise in
				// one, under is worse.
				gaps.add(new Gap(figure.name(), ofA, ofB, ofA == this.a.size() && !figure.name().equals("detect")));
			}
		}
		return gaps;
	}

	private static long measured(Figure figure, List<Summary> side) {
		return side.stream().map(figure.value()).filter(Objects::nonNull).count();
	}

	private Row row(Figure figure, double[] values, double p) {
		double a = median(Arrays.copyOf(values, this.a.size()));
		double b = median(Arrays.copyOfRange(values, this.a.size(), values.length));
		double change = (a == b) ? 0 : (a == 0) ? Double.POSITIVE_INFINITY : b / a - 1;
		boolean matters = Math.abs(change) >= this.leastChange
				&& (!figure.name().startsWith("errors") || Math.abs(b - a) >= LEAST_ERRORS);
		String verdict = (p > this.alpha || !matters) ? "" : (b > a) ? "worse" : "better";
		return new Row(figure.name(), figure.text().apply(a), figure.text().apply(b), change, p, verdict);
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		int middle = values.length / 2;
		return (values.length % 2 == 1) ? values[middle] : (values[middle - 1] + values[middle]) / 2;
	}

	private List<Figure> figures() {
		List<Figure> figures = new ArrayList<>();
		figures.add(latency("p50", Summary::p50));
		figures.add(latency("p95", Summary::p95));
		figures.add(latency("p99", Summary::p99));
		figures.add(errors("errors", Summary::errors));
		List<String> names = this.a.getFirst().byRequest().keySet().stream().limit(MOST_REQUESTS).toList();
		for (String name : (names.size() > 1) ? names : List.<String>of()) {
			figures.add(latency("p50(" + name + ")", of(name, Summary.RequestFigures::p50)));
			figures.add(latency("p95(" + name + ")", of(name, Summary.RequestFigures::p95)));
			figures.add(latency("p99(" + name + ")", of(name, Summary.RequestFigures::p99)));
			figures.add(errors("errors(" + name + ")", of(name, Summary.RequestFigures::errors)));
		}
		figures.add(amount("violation", Summary::violation, Figures::time));
		figures.add(amount("unrecovered", Differences::unrecovered, (value) -> Figures.number(value, 1)));
		figures.add(amount("recover", Differences::recover, Figures::time));
		figures.add(amount("detect", ofNeed((summary) -> measured(summary, "detect")), Figures::time));
		figures.add(amount("under, instance-s", ofNeed(Summary::under), (value) -> Figures.number(value, 1)));
		figures.add(amount("over, instance-s", ofNeed(Summary::over), (value) -> Figures.number(value, 1)));
		return figures;
	}

	private static Function<Summary, @Nullable Double> of(String name,
			Function<Summary.RequestFigures, @Nullable Double> part) {
		return (summary) -> {
			Summary.RequestFigures figures = summary.byRequest().get(name);
			return (figures != null) ? part.apply(figures) : null;
		};
	}

	/** Absent where need does not hold. */
	private static Function<Summary, @Nullable Double> ofNeed(Function<Summary, @Nullable Double> value) {
		return (summary) -> (summary.needInvalid() != null) ? null : value.apply(summary);
	}

	private static @Nullable Double unrecovered(Summary summary) {
		return (summary.unrecovered() != null) ? (Double) summary.unrecovered().doubleValue() : null;
	}

	/**
	 * The longest recovery. Absent if an overload did not recover, because the others
	 * would pass for all; 0 if none violated the SLO.
	 */
	private static @Nullable Double recover(Summary summary) {
		Double recover = measured(summary, "recover");
		if (summary.unrecovered() == null) {
			return recover;
		}
		return (summary.unrecovered() > 0) ? null : (recover != null) ? recover : (Double) 0.0;
	}

	private static @Nullable Double measured(Summary summary, String measure) {
		Quantiles quantiles = summary.measures().get(measure);
		return (quantiles != null) ? (Double) quantiles.max() : null;
	}

	/** Noise of latencies is relative; 10 µs keeps their logarithm finite. */
	private static Figure latency(String name, Function<Summary, @Nullable Double> value) {
		return new Figure(name, value, Figures::duration, (seconds) -> Math.log(seconds + 1e-5), 0.01);
	}

	private static Figure errors(String name, Function<Summary, @Nullable Double> value) {
		return new Figure(name, value, Figures::percent, (share) -> share, LEAST_ERRORS);
	}

	private static Figure amount(String name, Function<Summary, @Nullable Double> value, DoubleFunction<String> text) {
		return new Figure(name, value, text, Math::log1p, 0.05);
	}

	/** For each figure, the share of assignments in which any figure differs as much. */
	private double[] probabilities(List<Figure> figures, List<double[]> values) {
		double[][] scaled = new double[figures.size()][];
		for (int i = 0; i < scaled.length; i++) {
			scaled[i] = Arrays.stream(values.get(i)).map(figures.get(i).scale()).toArray();
		}
		int all = this.a.size() + this.b.size();
		boolean[] side = new boolean[all];
		Arrays.fill(side, 0, this.a.size(), true);
		double[] observed = new double[scaled.length];
		for (int i = 0; i < scaled.length; i++) {
			observed[i] = statistic(scaled[i], side, figures.get(i).resolution());
		}
		long[] asLarge = new long[scaled.length];
		long count = 0;
		for (boolean[] assignment : assignments(all)) {
			double most = 0;
			for (int i = 0; i < scaled.length; i++) {
				most = Math.max(most, statistic(scaled[i], assignment, figures.get(i).resolution()));
			}
			for (int i = 0; i < scaled.length; i++) {
				asLarge[i] += (most >= observed[i] - 1e-9) ? 1 : 0;
			}
			count++;
		}
		double[] p = new double[scaled.length];
		for (int i = 0; i < p.length; i++) {
			p[i] = (double) asLarge[i] / count;
		}
		return p;
	}

	/** Difference of the means over its standard error and the figure's resolution. */
	private static double statistic(double[] values, boolean[] side, double resolution) {
		double[] sum = new double[2];
		int[] n = new int[2];
		for (int i = 0; i < values.length; i++) {
			int at = side[i] ? 0 : 1;
			sum[at] += values[i];
			n[at]++;
		}
		double squares = 0;
		for (int i = 0; i < values.length; i++) {
			int at = side[i] ? 0 : 1;
			double distance = values[i] - sum[at] / n[at];
			squares += distance * distance;
		}
		double error = Math.sqrt(squares / (values.length - 2) * (1.0 / n[0] + 1.0 / n[1]));
		return Math.abs(sum[0] / n[0] - sum[1] / n[1]) / (error + resolution);
	}

	/** All assignments, or a sample of them that includes the observed one. */
	private List<boolean[]> assignments(int all) {
		List<boolean[]> assignments = new ArrayList<>();
		if (assignments() != SAMPLED) {
			choose(new boolean[all], 0, this.a.size(), assignments);
			return assignments;
		}
		SplittableRandom random = new SplittableRandom(1);
		List<Integer> order = new ArrayList<>();
		for (int i = 0; i < all; i++) {
			order.add(i);
		}
		for (int i = 0; i < SAMPLED; i++) {
			boolean[] side = new boolean[all];
			order.subList(0, this.a.size()).forEach((run) -> side[run] = true);
			assignments.add(side);
			Collections.shuffle(order, Random.from(random));
		}
		return assignments;
	}

	private static void choose(boolean[] side, int from, int left, List<boolean[]> into) {
		if (left == 0) {
			into.add(side.clone());
			return;
		}
		for (int i = from; i <= side.length - left; i++) {
			side[i] = true;
			choose(side, i + 1, left - 1, into);
			side[i] = false;
		}
	}

}
