package dev.marea.lab.load;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Objects;

import dev.marea.lab.run.RunFolder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/**
 * Prints a run's sent rate, p50, p90, p99 and maximum (in milliseconds) for comparisons
 * with other tools: {@code RunPercentiles RUN}.
 */
final class RunPercentiles {

	private RunPercentiles() {
	}

	public static void main(String[] args) throws FileNotFoundException {
		Path run = Path.of(args[0]);
		Histogram all = new Histogram(3);
		try (HistogramLogReader log = new HistogramLogReader(run.resolve("latency.hlog").toFile())) {
			while (log.hasNext()) {
				all.add((Histogram) log.nextIntervalHistogram());
			}
		}
		double sent = Objects.requireNonNull(Objects.requireNonNull(RunFolder.read(run).summary()).sent());
		System.out.printf("%.3f\t%.3f\t%.3f\t%.3f\t%.3f%n", sent, all.getValueAtPercentile(50) / 1e6,
				all.getValueAtPercentile(90) / 1e6, all.getValueAtPercentile(99) / 1e6, all.getMaxValue() / 1e6);
	}

}
