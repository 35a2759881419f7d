package dev.marea.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * The p99 of seconds with too few requests for one of their own, over the seconds before
 * them as well. The p99s of seconds cannot be merged, so it comes from the latency log.
 */
final class LatencyWindows {

	/** With fewer requests, p99 is the maximum. */
	static final int REQUESTS = 100;

	/** Seconds that a window has at most. */
	static final int SPAN = 30;

	private final Deque<Histogram> window = new ArrayDeque<>();

	private final Histogram sum = new Histogram(3);

	private final Map<Integer, Double> p99s = new HashMap<>();

	private LatencyWindows() {
		this.sum.setAutoResize(true);
	}

	/**
	 * The p99 in seconds of each second with latencies, over the fewest seconds up to it
	 * that together have {@link #REQUESTS}. A second is left out when {@link #SPAN}
	 * seconds have fewer.
	 * @param log is read as far as it goes: a crash may have cut its last line
	 * @param started when second 0 began
	 */
	static Map<Integer, Double> p99s(Path log, Instant started) {
		LatencyWindows windows = new LatencyWindows();
		if (Files.isRegularFile(log)) {
			try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
				while (reader.hasNext()) {
					if (reader.nextIntervalHistogram() instanceof Histogram second) {
						windows.add(second, started.toEpochMilli());
					}
				}
			}
			catch (IOException | RuntimeException ex) {
				// What was read before counts.
			}
		}
		return windows.p99s;
	}

	private void add(Histogram second, long started) {
		this.window.addLast(second);
		this.sum.add(second);
		while (this.sum.getTotalCount() - this.window.getFirst().getTotalCount() >= REQUESTS
				|| this.window.getFirst().getStartTimeStamp() <= second.getStartTimeStamp() - SPAN * 1000L) {
			this.sum.subtract(this.window.removeFirst());
		}
		if (this.sum.getTotalCount() >= REQUESTS) {
			int t = (int) Math.round((second.getStartTimeStamp() - started) / 1000.0);
			this.p99s.put(t, Math.round(this.sum.getValueAtPercentile(99) / 1e3) / 1e6);
		}
	}

}
