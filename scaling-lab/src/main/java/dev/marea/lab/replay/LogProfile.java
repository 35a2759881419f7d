package dev.marea.lab.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.report.Figures;

/**
 * The requests of each second of a log.
 *
 * @param first epoch second of the first request
 * @param counts requests of each second from the first to the last; gaps have 0
 * @param notes what was read and what was left out, as sentences
 */
record LogProfile(long first, int[] counts, List<String> notes) {

	private static final int DAY = 86_400;

	/** 11 MB of counts. */
	private static final int MOST_DAYS = 31;

	/** A log of which more than 1 % is out of order is not what was recorded. */
	private static final int MOST_LATE_PERCENT = 1;

	/**
	 * Reads logs once to their end.
	 * @throws UsageError if they hold no request, span too much time, or are out of order
	 */
	static LogProfile of(List<Path> files, Set<String> methods) {
		try (LogReader reader = new LogReader(files, methods)) {
			int[] counts = new int[DAY];
			long base = Long.MIN_VALUE;
			long all = 0;
			int last = 0;
			for (LogRequest request = reader.next(); request != null; request = reader.next()) {
				base = (base == Long.MIN_VALUE) ? request.second() - LogReader.WINDOW_SECONDS : base;
				long at = request.second() - base;
				if (at >= (long) MOST_DAYS * DAY) {
					throw new UsageError("%s the request is %,d days after the first; at most %d days can be replayed."
						.formatted(reader.position(), at / DAY, MOST_DAYS));
				}
				if (at >= counts.length) {
					counts = Arrays.copyOf(counts,
							(int) Math.max(at + 1, Math.min(counts.length * 2L, MOST_DAYS * DAY)));
				}
				counts[(int) at]++;
				last = Math.max(last, (int) at);
				all++;
			}
			if (all == 0) {
				throw new UsageError(nothing(files, reader));
			}
			if (reader.late() * 100 > (all + reader.late()) * MOST_LATE_PERCENT) {
				throw new UsageError(
						"%s of %s requests are more than %d s out of order; merge logs of several servers by time."
							.formatted(Figures.count(reader.late()), Figures.count(all + reader.late()),
									LogReader.WINDOW_SECONDS));
			}
			int first = 0;
			while (counts[first] == 0) {
				first++;
			}
			return new LogProfile(base + first, Arrays.copyOfRange(counts, first, last + 1),
					notes(reader, all, last + 1 - first));
		}
		catch (IOException ex) {
			throw new Failure("A log cannot be closed: " + ex.getMessage(), ex);
		}
	}

	private static String nothing(List<Path> files, LogReader reader) {
		if (reader.firstBad() != null) {
			return ("No line is a request of a common, combined, nginx JSON or ALB log; the first is %s."
					+ " For CSV use run --shape trace:FILE.")
				.formatted(reader.firstBad());
		}
		return (reader.otherMethods() > 0)
				? "The log has only requests of other methods; --methods names those that are replayed."
				: files.getFirst() + " holds no request.";
	}

	private static List<String> notes(LogReader reader, long all, int seconds) {
		List<String> notes = new ArrayList<>();
		notes.add("%s lines were read; %s requests over %s s of the log are replayed."
			.formatted(Figures.count(reader.read()), Figures.count(all), Figures.count(seconds)));
		if (reader.otherMethods() > 0) {
			notes.add("Requests of other methods, left out: %s.".formatted(Figures.count(reader.otherMethods())));
		}
		if (reader.late() > 0) {
			notes.add("Requests more than %2$d s out of order, left out: %1$s.".formatted(Figures.count(reader.late()),
					LogReader.WINDOW_SECONDS));
		}
		if (reader.bad() > 0) {
			notes.add("Lines that are no request: %s; the first is %s.".formatted(Figures.count(reader.bad()),
					reader.firstBad()));
		}
		return notes;
	}

	/** The index of a request's second. */
	long index(LogRequest request) {
		return request.second() - this.first;
	}

}
