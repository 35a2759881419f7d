package dev.marea.lab.shape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Recorded traffic: a CSV file {@code second,requests} with the start of each interval
 * and the requests in it. Intervals are equally long; one that is left out had no
 * requests.
 *
 * @param interval seconds
 * @param counts requests of each interval
 */
record Trace(double interval, double[] counts) {

	static Trace read(Path file) {
		CSVFormat format = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).setCommentMarker('#').get();
		try (CSVParser lines = format.parse(Files.newBufferedReader(file))) {
			List<Double> seconds = new ArrayList<>();
			List<Double> requests = new ArrayList<>();
			for (CSVRecord line : lines) {
				if (lines.getRecordNumber() == 1 && line.size() == 2 && line.get(0).equals("second")) {
					continue;
				}
				require(line.size() == 2, file, lines, "does not have the two fields second,requests");
				seconds.add(number(line.get(0), file, lines));
				requests.add(number(line.get(1), file, lines));
				int last = seconds.size() - 1;
				require(last == 0 || seconds.get(last) > seconds.get(last - 1), file, lines,
						"is not later than the one before it");
			}
			return of(file, seconds, requests);
		}
		catch (NoSuchFileException ex) {
			throw new UsageError("The trace " + file + " does not exist.", ex);
		}
		catch (IOException ex) {
			throw new UsageError("The trace " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private static Trace of(Path file, List<Double> seconds, List<Double> requests) {
		if (requests.stream().noneMatch((count) -> count > 0)) {
			throw new UsageError("The trace " + file + " holds no requests.");
		}
		double interval = (seconds.size() == 1) ? 1 : Double.MAX_VALUE;
		for (int i = 1; i < seconds.size(); i++) {
			interval = Math.min(interval, seconds.get(i) - seconds.get(i - 1));
		}
		double[] counts = new double[index(file, seconds, seconds.size() - 1, interval) + 1];
		for (int i = 0; i < seconds.size(); i++) {
			counts[index(file, seconds, i, interval)] = requests.get(i);
		}
		return new Trace(interval, counts);
	}

	private static int index(Path file, List<Double> seconds, int row, double interval) {
		double index = (seconds.get(row) - seconds.getFirst()) / interval;
		if (Math.abs(index - Math.rint(index)) > 1e-6 || index > 10_000_000) {
			throw new UsageError(
					"The trace %s has intervals of unequal length: second %s.".formatted(file, seconds.get(row)));
		}
		return (int) Math.rint(index);
	}

	private static double number(String text, Path file, CSVParser lines) {
		try {
			double number = Double.parseDouble(text);
			require(number >= 0 && number < 1e12, file, lines, "holds '" + text + "', which is below 0 or too high");
			return number;
		}
		catch (NumberFormatException ex) {
			throw new UsageError("Line %d of the trace %s holds '%s', which is no number."
				.formatted(lines.getCurrentLineNumber(), file, text), ex);
		}
	}

	private static void require(boolean condition, Path file, CSVParser lines, String complaint) {
		if (!condition) {
			throw new UsageError(
					"Line %d of the trace %s %s.".formatted(lines.getCurrentLineNumber(), file, complaint));
		}
	}

	double duration() {
		return this.interval * this.counts.length;
	}

	/**
	 * The trace at its recorded height, stretched or compressed to {@code duration}
	 * seconds.
	 */
	Shape over(double duration, double scale, boolean poisson) {
		int intervals = this.counts.length;
		double[] starts = new double[intervals];
		double[] rates = new double[intervals];
		for (int i = 0; i < intervals; i++) {
			starts[i] = i * duration / intervals;
			rates[i] = this.counts[i] / this.interval * scale;
		}
		return new Pieces(starts, rates, rates, duration, poisson);
	}

}
