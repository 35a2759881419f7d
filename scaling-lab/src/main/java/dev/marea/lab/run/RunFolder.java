package dev.marea.lab.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.marea.lab.cli.UsageError;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run's folder, written as the run happens: every line is handed to the system at once,
 * so that a crash of the lab keeps what was measured. Safe for use by several threads.
 */
public final class RunFolder implements AutoCloseable {

	/**
	 * Reads and writes a run's files: absent rather than null, unknown fields ignored.
	 */
	public static final JsonMapper JSON = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	private static final String INFO = "run.json";

	private static final String SECONDS = "seconds.jsonl";

	private static final String EVENTS = "events.jsonl";

	private static final String LATENCY = "latency.hlog";

	private static final String SUMMARY = "summary.json";

	private final Path folder;

	private final BufferedWriter seconds;

	private final BufferedWriter events;

	private final PrintStream latency;

	private final HistogramLogWriter histograms;

	private RunFolder(Path folder, Instant started) throws IOException {
		this.folder = folder;
		this.seconds = open(folder.resolve(SECONDS));
		this.events = open(folder.resolve(EVENTS));
		this.latency = new PrintStream(Files.newOutputStream(folder.resolve(LATENCY)), true);
		this.histograms = new HistogramLogWriter(this.latency);
		this.histograms.setBaseTime(started.toEpochMilli());
		this.histograms.outputComment("[latencies in ns, counted from the intended start; the maximum column in ms]");
		this.histograms.outputLogFormatVersion();
		this.histograms.outputStartTime(started.toEpochMilli());
		this.histograms.outputBaseTime(started.toEpochMilli());
		this.histograms.outputLegend();
	}

	/**
	 * Begins the record of a run.
	 * @param out a folder that is not there yet or holds no run
	 * @param info what was asked
	 */
	public static RunFolder create(Path out, RunInfo info) {
		if (Files.exists(out.resolve(INFO))) {
			throw new UsageError(out + " holds a run already; give another folder.");
		}
		try {
			Files.createDirectories(out);
			write(out, INFO, info);
			return new RunFolder(out, info.started());
		}
		catch (IOException ex) {
			throw new UsageError("The run cannot be written to " + out + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Reads a run, also one that is still being written or whose writer crashed. A second
	 * with fewer than 100 requests gets the p99 of the shortest window of at most 30
	 * seconds up to it that has 100; none when there is no such window.
	 */
	public static Run read(Path folder) {
		if (!Files.isRegularFile(folder.resolve(INFO))) {
			throw new UsageError(folder + " is not a run: it has no " + INFO + ".");
		}
		Path summary = folder.resolve(SUMMARY);
		RunInfo info = file(folder.resolve(INFO), RunInfo.class);
		Map<Integer, Double> p99s = LatencyWindows.p99s(folder.resolve(LATENCY), info.started());
		List<Second> seconds = lines(folder.resolve(SECONDS), Second.class);
		seconds.replaceAll((second) -> (second.done() > 0 && second.done() < LatencyWindows.REQUESTS)
				? second.withP99(p99s.get(second.t())) : second);
		return new Run(info, seconds, lines(folder.resolve(EVENTS), Event.class),
				Files.exists(summary) ? file(summary, Summary.class) : null);
	}

	public Path path() {
		return this.folder;
	}

	public synchronized void second(Second second) {
		append(this.seconds, second);
	}

	public synchronized void event(Event event) {
		append(this.events, event);
	}

	/**
	 * Writes the latencies of an interval; its start and end time stamps are epoch
	 * milliseconds, its values nanoseconds.
	 */
	public synchronized void latency(EncodableHistogram interval) {
		this.histograms.outputIntervalHistogram(interval);
		this.latency.flush();
	}

	/**
	 * Writes the summary, in one piece or not at all; may be called again with a better
	 * one.
	 */
	public synchronized void finish(Summary summary) {
		try {
			write(this.folder, SUMMARY, summary);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public synchronized void close() {
		try (this.seconds; this.events; this.latency) {
			this.latency.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static BufferedWriter open(Path file) throws IOException {
		return Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
				StandardOpenOption.WRITE);
	}

	private static void append(BufferedWriter writer, Object line) {
		try {
			writer.write(JSON.writeValueAsString(line) + "\n");
			writer.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(Path folder, String name, Object value) throws IOException {
		Path whole = Files.createTempFile(folder, name, ".tmp");
		Files.writeString(whole,
				JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value) + "\n");
		Files.move(whole, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static <T> T file(Path file, Class<T> type) {
		try {
			return JSON.readValue(file.toFile(), type);
		}
		catch (JacksonException ex) {
			throw new UsageError(file + " cannot be read: " + ex.getOriginalMessage(), ex);
		}
	}

	private static <T> List<T> lines(Path file, Class<T> type) {
		List<T> values = new ArrayList<>();
		if (!Files.exists(file)) {
			return values;
		}
		try (BufferedReader reader = Files.newBufferedReader(file)) {
			String line = reader.readLine();
			for (int number = 1; line != null; number++) {
				String next = reader.readLine();
				try {
					values.add(JSON.readValue(line, type));
				}
				catch (JacksonException ex) {
					// A crash may leave the last line half-written.
					if (next != null) {
						throw new UsageError(file + " cannot be read: line " + number + ": " + ex.getOriginalMessage(),
								ex);
					}
				}
				line = next;
			}
			return values;
		}
		catch (IOException ex) {
			throw new UsageError(file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

}
