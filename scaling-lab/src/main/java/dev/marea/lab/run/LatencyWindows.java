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
 * The p99 of seconds with too few requests, over a window that includes earlier seconds.
 * The p99s of seconds cannot be merged, so it is computed from the latency log.
 */
final class LatencyWindows {

	/** With fewer requests, p99 is the maximum. */
	static final int REQUESTS = 100;

	/** Maximum length of a window in seconds. */
	static final int SPAN = 30;

	private final Deque<Histogram> window = new ArrayDeque<>();

	private final Histogram sum = new Histogram(3);

	private final Map<Integer, Double> p99s = new HashMap<>();

	private LatencyWindows() {
		this.sum.setAutoResize(true);
	}

	/**
	 * The p99 of each second with latencies, in seconds. Its window has the fewest
	 * seconds up to it that together have {@link #REQUESTS} requests. A second is absent
	 * if {@link #SPAN} seconds have fewer.
	 * @param log read to its last complete line: a crash may have cut the last one
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
				// Keeps the lines before the broken one.
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
