package dev.marea.lab.shape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Recorded traffic: a CSV file {@code second,requests} with the start of each interval
 * and the requests in it. All intervals have the same length; a missing one had no
 * requests. See {@link Decoding} for its encodings.
 *
 * @param interval seconds
 * @param counts requests of each interval
 */
record Trace(double interval, double[] counts) {

	private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder()
		.setIgnoreSurroundingSpaces(true)
		.setCommentMarker('#')
		.get();

	private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

	private static final int MEBIBYTES = 16;

	/** Eleven days of seconds. */
	private static final int INTERVALS = 1_000_000;

	/**
	 * Reads a trace. Each record is one line; an unclosed quote is refused.
	 * @throws UsageError with the file, and with the line if the fault is in one
	 */
	static Trace read(Path file) {
		List<Double> seconds = new ArrayList<>();
		List<Double> requests = new ArrayList<>();
		int number = 0;
		for (String text : Decoding.lines(bytes(file))) {
			Line line = new Line(file, ++number);
			List<String> fields = line.fields(text);
			if (fields.isEmpty() || (seconds.isEmpty() && isHeader(fields))) {
				continue;
			}
			line.require(fields.size() == 2, "does not have the two fields second,requests");
			double second = line.number(fields.get(0));
			line.require(seconds.isEmpty() || second > seconds.getLast(), "is not later than the one before it");
			seconds.add(second);
			requests.add(line.number(fields.get(1)));
		}
		return of(file, seconds, requests);
	}

	private static byte[] bytes(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes((MEBIBYTES << 20) + 1);
			if (bytes.length > MEBIBYTES << 20) {
				throw new UsageError("The trace %s is larger than %d MiB.".formatted(file, MEBIBYTES));
			}
			return bytes;
		}
		catch (NoSuchFileException ex) {
			throw new UsageError("The trace " + file + " does not exist.", ex);
		}
		catch (AccessDeniedException ex) {
			throw new UsageError("The trace " + file + " may not be read by this user.", ex);
		}
		catch (IOException ex) {
			throw new UsageError("The trace " + file + " cannot be read: " + ex.getMessage() + ".", ex);
		}
	}

	private static boolean isHeader(List<String> fields) {
		return fields.size() == 2 && fields.get(0).equalsIgnoreCase("second");
	}

	private static Trace of(Path file, List<Double> seconds, List<Double> requests) {
		if (requests.stream().noneMatch((count) -> count > 0)) {
			throw new UsageError("The trace " + file + " holds no requests.");
		}
		double interval = (seconds.size() == 1) ? 1 : Double.MAX_VALUE;
		for (int i = 1; i < seconds.size(); i++) {
			interval = Math.min(interval, seconds.get(i) - seconds.get(i - 1));
		}
		if ((seconds.getLast() - seconds.getFirst()) / interval >= INTERVALS) {
			throw new UsageError("The trace %s has more than %,d intervals: it lasts %s s, and its shortest one %s s."
				.formatted(file, INTERVALS, seconds.getLast() - seconds.getFirst(), interval));
		}
		double[] counts = new double[index(file, seconds, seconds.size() - 1, interval) + 1];
		for (int i = 0; i < seconds.size(); i++) {
			counts[index(file, seconds, i, interval)] = requests.get(i);
		}
		return new Trace(interval, counts);
	}

	private static int index(Path file, List<Double> seconds, int row, double interval) {
		double index = (seconds.get(row) - seconds.getFirst()) / interval;
		if (Math.abs(index - Math.rint(index)) > 1e-6) {
			throw new UsageError(
					"The trace %s has intervals of unequal length: second %s.".formatted(file, seconds.get(row)));
		}
		return (int) Math.rint(index);
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

	/** Position in the file, for messages; lines count from 1. */
	private record Line(Path file, int number) {

		/** Empty if the line is empty or a comment. */
		List<String> fields(String text) {
			require(Decoding.isText(text), "holds bytes that are no text");
			try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
				return parser.stream().flatMap(CSVRecord::stream).toList();
			}
			catch (IOException | UncheckedIOException ex) {
				throw error("has a quote that is not closed or in the middle of a field");
			}
		}

		double number(String text) {
			require(NUMBER.matcher(text).matches(), "holds '" + text + "', which is no number");
			double number = Double.parseDouble(text);
			require(number >= 0 && number < 1e12, "holds '" + text + "', which is below 0 or too high");
			return number;
		}

		void require(boolean condition, String complaint) {
			if (!condition) {
				throw error(complaint);
			}
		}

		private UsageError error(String complaint) {
			return new UsageError("Line %d of the trace %s %s.".formatted(this.number, this.file, complaint));
		}

	}

}
