package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.Summary;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Totals of a run's load. Not safe for use by several threads.
 */
public final class LoadTotals {

	/** Maximum number of failures that are checked for a lack of CPU. */
	private static final int MOST_FAILED = 20_000;

	private long requests;

	private long failed;

	private long sent;

	private long firstIntended = Long.MAX_VALUE;

	private long lastIntended = Long.MIN_VALUE;

	private long lastSent = Long.MIN_VALUE;

	private long answered;

	private long lastAnswered = Long.MIN_VALUE;

	private final Histogram latencies = new Histogram(1000, 2_000_000, 3);

	private final Histogram lateness = new Histogram(1000, 2_000_000, 3);

	private final Kinds failures = new Kinds("other reasons");

	private final Kinds droppedByRequest = new Kinds("other requests");

	private final ByRequest byRequest = new ByRequest("other requests");

	private final List<FailedRequest> failedRequests = new ArrayList<>();

	public LoadTotals() {
		this.latencies.setAutoResize(true);
		this.lateness.setAutoResize(true);
	}

	public void add(Sample sample) {
		this.requests++;
		this.firstIntended = Math.min(this.firstIntended, sample.intended());
		this.lastIntended = Math.max(this.lastIntended, sample.intended());
		if (sample.wasSent()) {
			this.sent++;
			this.lastSent = Math.max(this.lastSent, sample.sent());
			this.latencies.recordValue(Math.max(0, sample.latency()));
			this.lateness.recordValue(Math.max(0, sample.sent() - sample.intended()));
		}
		this.byRequest.add(sample);
		if (sample.answered()) {
			this.answered++;
			this.lastAnswered = Math.max(this.lastAnswered, sample.done());
		}
		if (sample.failed()) {
			this.failed++;
			String reason = (sample.error() != null) ? sample.error() : "status " + sample.status();
			this.failures.add(sample.request() + ": " + reason);
			this.droppedByRequest.add(sample.request());
		}
	}

	/** Keeps a failure for its explanation, up to the bound. */
	public void add(FailedRequest failure) {
		if (this.failedRequests.size() < MOST_FAILED) {
			this.failedRequests.add(failure);
		}
	}

	/** The first of the requests that failed. */
	List<FailedRequest> failedRequests() {
		return this.failedRequests;
	}

	/** Requests that were due, whatever their outcome. */
	public long requests() {
		return this.requests;
	}

	/** How many of them failed. */
	public long failed() {
		return this.failed;
	}

	/** Arrivals per second from the first to the last; absent with fewer than two. */
	public @Nullable Double offered() {
		return rate(this.requests, this.firstIntended, this.lastIntended);
	}

	/**
	 * Requests sent per second, from when the first was due to when the last was sent;
	 * absent with fewer than two.
	 */
	public @Nullable Double sent() {
		return rate(this.sent, this.firstIntended, this.lastSent);
	}

	/**
	 * Complete answers per second, whatever their status, from when the first request was
	 * due to when the last answer was complete; absent with fewer than two.
	 */
	public @Nullable Double answered() {
		return rate(this.answered, this.firstIntended, this.lastAnswered);
	}

	/** Latencies in nanoseconds from the intended start, of everything that was sent. */
	public Histogram latencies() {
		return this.latencies;
	}

	/**
	 * Seconds from the intended start to the actual one: what the generator itself adds
	 * to the latencies because the CPU was busy; absent when nothing was sent.
	 */
	public @Nullable Quantiles lateness() {
		int n = (int) this.lateness.getTotalCount();
		return (n == 0) ? null : new Quantiles(seconds(this.lateness.getValueAtPercentile(50)),
				seconds(this.lateness.getValueAtPercentile(99)), seconds(this.lateness.getMaxValue()), n);
	}

	/** How often requests failed for which reason, as {@code request: reason}. */
	public Kinds failures() {
		return this.failures;
	}

	/** How many requests failed, by their name. */
	public Kinds droppedByRequest() {
		return this.droppedByRequest;
	}

	/** Figures of each request, by its name. */
	public Map<String, Summary.RequestFigures> byRequest() {
		return this.byRequest.figures();
	}

	/** In whole microseconds: more digits are noise. */
	private static double seconds(long nanos) {
		return Math.round(nanos / 1e3) / 1e6;
	}

	private static @Nullable Double rate(long count, long first, long last) {
		return (count > 1 && last > first) ? (count - 1) / ((last - first) / 1e9) : null;
	}

}
