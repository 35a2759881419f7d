package dev.marea.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The latencies of a whole run, from its interval log.
 */
final class Percentiles {

	private static final double NANOSECONDS = 1e9;

	private static final double POINTS_PER_NINE = 20;

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
