package dev.marea.lab.run;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run's folder, written as the run happens. Every line is handed to the system at once,
 * so that a crash of the lab loses no measured second. A failed write, on a full disk for
 * example, is a {@link Failure} that names the file and the reason. Safe for use by
 * several threads.
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

	/** Opens a file of the run for writing. */
	@FunctionalInterface
	interface Opener {

		OutputStream open(Path file) throws IOException;

	}

	private final OutputStream seconds;

	private final OutputStream events;

	private final OutputStream latency;

	/**
	 * The stream between the log writer and the file; without it, the writer would
	 * swallow errors.
	 */
	private final ByteArrayOutputStream interval = new ByteArrayOutputStream();

	private final HistogramLogWriter histograms = new HistogramLogWriter(
			new PrintStream(this.interval, true, StandardCharsets.UTF_8));

	private RunFolder(Path folder, Instant started, Opener opener) throws IOException {
		this.folder = folder;
		this.seconds = opener.open(folder.resolve(SECONDS));
		this.events = opener.open(folder.resolve(EVENTS));
		this.latency = opener.open(folder.resolve(LATENCY));
		this.histograms.setBaseTime(started.toEpochMilli());
		this.histograms.outputComment("[latencies in ns, counted from the intended start; the maximum column in ms]");
		this.histograms.outputLogFormatVersion();
		this.histograms.outputStartTime(started.toEpochMilli());
		this.histograms.outputBaseTime(started.toEpochMilli());
		this.histograms.outputLegend();
		append(LATENCY, this.latency, this.interval);
	}

	/**
	 * Starts the record of a run.
	 * @param out a new or empty folder
	 * @param info the input of the run
	 */
	public static RunFolder create(Path out, RunInfo info) {
		return create(out, info, Files::newOutputStream);
	}

	static RunFolder create(Path out, RunInfo info, Opener opener) {
		requireNew(out);
		try {
			Files.createDirectories(out);
			write(out.resolve(INFO), pretty(info));
			return new RunFolder(out, info.started(), opener);
		}
		catch (IOException ex) {
			throw new UsageError("The run cannot be written to " + out + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Checks before the load that a run can be written, and that its folder has no other
	 * files.
	 * @param out the run's folder; absent if a new one is created under the run's id
	 * @throws UsageError if it is not empty, or cannot be created
	 */
	public static void requireNew(@Nullable Path out) {
		if (out == null) {
			return;
		}
		Path existing = out.toAbsolutePath().normalize();
		while (existing != null && !Files.exists(existing)) {
			existing = existing.getParent();
		}
		if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
			throw new UsageError(
					"The run cannot be written to " + out + ": " + ((existing != null && !Files.isDirectory(existing))
							? existing + " is a file" : "this user may not write to " + existing) + ".");
		}
		try (Stream<Path> content = Files.list(existing)) {
			if (Files.exists(out) && content.findAny().isPresent()) {
				throw new UsageError(out + " is not empty; give a new folder.");
			}
		}
		catch (IOException ex) {
			throw new UsageError("The run cannot be written to " + out + ": " + ex.getMessage(), ex);
		}
	}

	/** Whether a folder holds a run. */
	public static boolean isRun(Path folder) {
		return Files.isRegularFile(folder.resolve(INFO));
	}

	/**
	 * Reads a run, also one that is still being written or whose writer crashed. A second
	 * with fewer than 100 requests gets the p99 of the shortest window before its end
	 * that has 100, of at most 30 seconds. Without such a window it has no p99.
	 */
	public static Run read(Path folder) {
		if (!isRun(folder)) {
			throw new UsageError(folder + " is not a run: it has no " + INFO + ".");
		}
		RunInfo info = file(folder.resolve(INFO), RunInfo.class);
		if (info.id() == null || info.started() == null) {
			throw new UsageError(folder.resolve(INFO) + " cannot be read: it has no id or no start.");
		}
		Path summary = folder.resolve(SUMMARY);
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
		append(SECONDS, this.seconds, second);
	}

	public synchronized void event(Event event) {
		append(EVENTS, this.events, event);
	}

	/**
	 * Writes the latencies of an interval; its start and end time stamps are epoch
	 * milliseconds, its values nanoseconds.
	 */
	public synchronized void latency(EncodableHistogram interval) {
		this.histograms.outputIntervalHistogram(interval);
		append(LATENCY, this.latency, this.interval);
	}

	/**
	 * Writes the summary atomically; may be called again with a more complete one.
	 */
	public synchronized void finish(Summary summary) {
		try {
			write(this.folder.resolve(SUMMARY), pretty(summary));
		}
		catch (IOException ex) {
			throw failure(SUMMARY, ex);
		}
	}

	@Override
	public synchronized void close() {
		try (this.seconds; this.events; this.latency) {
			// Nothing to flush: every line was written at once.
		}
		catch (IOException ex) {
			throw failure("", ex);
		}
	}

	private void append(String name, OutputStream file, Object line) {
		append(name, file, (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private void append(String name, OutputStream file, ByteArrayOutputStream lines) {
		append(name, file, lines.toByteArray());
		lines.reset();
	}

	private void append(String name, OutputStream file, byte[] lines) {
		try {
			file.write(lines);
		}
		catch (IOException ex) {
			throw failure(name, ex);
		}
	}

	private Failure failure(String name, IOException ex) {
		return new Failure(this.folder.resolve(name) + " cannot be written: "
				+ Objects.requireNonNullElse(ex.getMessage(), ex.toString()), ex);
	}

	private static String pretty(Object value) {
		return JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value) + "\n";
	}

	/**
	 * Writes a file atomically, with the permissions of new files.
	 */
	public static void write(Path file, String text) throws IOException {
		Path whole = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
		try {
			// Only the owner could read a temporary file of the JDK.
			Files.writeString(whole, text);
			Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(whole);
		}
	}

	private static <T> T file(Path file, Class<T> type) {
		try {
			T value = JSON.readValue(file.toFile(), type);
			if (value == null) {
				throw new UsageError(file + " cannot be read: it holds nothing.");
			}
			return value;
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
					T value = JSON.readValue(line, type);
					if (value == null) {
						throw new UsageError(file + " cannot be read: line " + number + " holds nothing.");
					}
					values.add(value);
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
