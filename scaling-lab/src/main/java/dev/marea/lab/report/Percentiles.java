package dev.marea.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleToIntFunction;
import java.util.stream.IntStream;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of a whole run, from its interval log.
 */
final class Percentiles {

	private static final double NANOSECONDS = 1e9;

	private static final double POINTS_PER_NINE = 20;

	/** Faster requests are counted in the class that begins here, in seconds. */
	private static final double LEAST = 1e-6;

	private final Histogram all;

	private Percentiles(Histogram all) {
		this.all = all;
	}

	/** Reads a log to its last complete line: a crash may have cut the last one. */
	static Percentiles read(Path log) {
		Histogram all = new Histogram(3);
		if (Files.isRegularFile(log)) {
			try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
				while (reader.hasNext()) {
					EncodableHistogram interval = reader.nextIntervalHistogram();
					if (interval instanceof Histogram histogram) {
						all.add(histogram);
					}
				}
			}
			catch (IOException | RuntimeException ex) {
				// Keeps the lines before the broken one.
			}
		}
		return new Percentiles(all);
	}

	boolean isEmpty() {
		return this.all.getTotalCount() == 0;
	}

	long count() {
		return this.all.getTotalCount();
	}

	/** Latency in seconds that this share of the requests, 0 to 1, did not exceed. */
	double at(double share) {
		return this.all.getValueAtPercentile(share * 100) / NANOSECONDS;
	}

	/**
	 * Requests by latency, in classes of equal width on a logarithmic axis. Class
	 * {@code i} begins at 10<sup>(first + i) / perDecade</sup> seconds.
	 *
	 * @param counts from the lowest to the highest class with requests
	 */
	record Classes(int perDecade, int first, List<Long> counts) {

	}

	/** Absent without requests. */
	@Nullable Classes classes(int perDecade) {
		TreeMap<Integer, Long> counts = counts(
				(seconds) -> (int) Math.floor(Math.log10(Math.max(seconds, LEAST)) * perDecade));
		if (counts.isEmpty()) {
			return null;
		}
		int first = counts.firstKey();
		return new Classes(perDecade, first,
				IntStream.rangeClosed(first, counts.lastKey()).mapToObj((i) -> counts.getOrDefault(i, 0L)).toList());
	}

	/**
	 * Requests by latency, in classes that begin at 1, 2 and 5 of every power of ten.
	 *
	 * @param from begin of the class in seconds
	 * @param to end of the class in seconds
	 */
	record Range(double from, double to, long count) {

	}

	/** From the lowest to the highest class with requests. */
	List<Range> ranges() {
		TreeMap<Integer, Long> counts = counts((seconds) -> {
			double least = Math.max(seconds, LEAST);
			int power = (int) Math.floor(Math.log10(least));
			int i = 3 * power;
			return (least >= bound(i + 2)) ? i + 2 : (least >= bound(i + 1)) ? i + 1 : i;
		});
		return counts.isEmpty() ? List.of()
				: IntStream.rangeClosed(counts.firstKey(), counts.lastKey())
					.mapToObj((i) -> new Range(bound(i), bound(i + 1), counts.getOrDefault(i, 0L)))
					.toList();
	}

	/** 1, 2 and 5 of every power of ten; 1 for 0, 2 for 1, 5 for 2, 10 for 3. */
	private static double bound(int i) {
		return switch (Math.floorMod(i, 3)) {
			case 0 -> 1;
			case 1 -> 2;
			default -> 5;
		} * Math.pow(10, Math.floorDiv(i, 3));
	}

	private TreeMap<Integer, Long> counts(DoubleToIntFunction classOf) {
		TreeMap<Integer, Long> counts = new TreeMap<>();
		for (HistogramIterationValue value : this.all.recordedValues()) {
			counts.merge(classOf.applyAsInt(value.getValueIteratedTo() / NANOSECONDS),
					value.getCountAtValueIteratedTo(), Long::sum);
		}
		return counts;
	}

	/**
	 * The points of the distribution: share below 1, latency in seconds. The shares are
	 * the same for every run, as far as its number of requests distinguishes them.
	 */
	List<double[]> points() {
		List<double[]> points = new ArrayList<>();
		for (int i = 0;; i++) {
			double nines = Math.pow(10, i / POINTS_PER_NINE);
			if (nines > count()) {
				return points;
			}
			double share = 1 - 1 / nines;
			points.add(new double[] { share, at(share) });
		}
	}

}
