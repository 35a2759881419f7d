package dev.marea.lab.measure;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Summary;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts and latencies of each request, by its name. The paths of a replayed log are
 * names too, so their number is bounded. Not safe for use by several threads.
 */
final class ByRequest {

	private static final class Tally {

		private long requests;

		private long failed;

		/** Nanoseconds from the intended start; about 200 KB at 100 s. */
		private final Histogram latencies = new Histogram(1000, 2_000_000, 3);

		private Tally() {
			this.latencies.setAutoResize(true);
		}

		private void add(Sample sample) {
			this.requests++;
			this.failed += sample.failed() ? 1 : 0;
			if (sample.wasSent()) {
				this.latencies.recordValue(Math.max(0, sample.latency()));
			}
		}

		private Summary.RequestFigures figures() {
			return new Summary.RequestFigures(this.requests, this.failed,
					Math.round(1e6 * this.failed / this.requests) / 1e6, at(50), at(95), at(99), at(100));
		}

		private @Nullable Double at(double percentile) {
			return (this.latencies.getTotalCount() > 0)
					? (Double) (Math.round(this.latencies.getValueAtPercentile(percentile) / 1e3) / 1e6) : null;
		}

	}

	private final String others;

	private final Map<String, Tally> tallies = new HashMap<>();

	private @Nullable Tally rest;

	/**
	 * @param others name of the entry that later names share
	 */
	ByRequest(String others) {
		this.others = others;
	}

	void add(Sample sample) {
		String name = Kinds.cut(sample.request());
		Tally tally = this.tallies.get(name);
		if (tally == null && this.tallies.size() < Kinds.MOST) {
			tally = new Tally();
			this.tallies.put(name, tally);
		}
		if (tally == null) {
			this.rest = (this.rest != null) ? this.rest : new Tally();
			tally = this.rest;
		}
		tally.add(sample);
	}

	/** The most frequent first, the shared entry last. */
	Map<String, Summary.RequestFigures> figures() {
		Map<String, Summary.RequestFigures> figures = new LinkedHashMap<>();
		this.tallies.entrySet()
			.stream()
			.sorted(Comparator.<Map.Entry<String, Tally>>comparingLong((each) -> -each.getValue().requests)
				.thenComparing(Map.Entry::getKey))
			.forEach((each) -> figures.put(each.getKey(), each.getValue().figures()));
		if (this.rest != null) {
			figures.put(this.others, this.rest.figures());
		}
		return figures;
	}

}
