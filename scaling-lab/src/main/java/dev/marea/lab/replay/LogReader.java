package dev.marea.lab.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The requests of logs that are replayed. Each pass over the same files accepts the same
 * requests. Counts what it leaves out.
 */
final class LogReader implements Closeable {

	/**
	 * A server logs a request when it ends, often with the time of its begin. Lines that
	 * are older than the newest by more are left out.
	 */
	static final int WINDOW_SECONDS = 60;

	private static final int SHOWN = 120;

	private final Iterator<Path> files;

	private final Set<String> methods;

	private @Nullable Path file;

	private @Nullable LogLines lines;

	/**
	 * So low that the first request is never late, and that the window does not overflow.
	 */
	private long newest = Long.MIN_VALUE + WINDOW_SECONDS;

	private long read;

	private long bad;

	private @Nullable String firstBad;

	private long otherMethods;

	private long late;

	/**
	 * @param methods the methods to replay
	 */
	LogReader(List<Path> files, Set<String> methods) {
		this.files = files.iterator();
		this.methods = methods;
	}

	/**
	 * The same files in the order of their first requests: a shell puts
	 * {@code access.log} before the older {@code access.log.1}.
	 * @throws Failure if a file cannot be read
	 */
	static List<Path> oldestFirst(List<Path> files, Set<String> methods) {
		Map<Path, Long> firsts = new HashMap<>();
		for (Path file : files) {
			try (LogReader reader = new LogReader(List.of(file), methods)) {
				LogRequest request = reader.next();
				firsts.put(file, (request != null) ? request.second() : Long.MAX_VALUE);
			}
			catch (IOException ex) {
				throw new Failure(file + " cannot be closed: " + ex.getMessage(), ex);
			}
		}
		return files.stream()
			.sorted(Comparator.comparingLong((file) -> firsts.getOrDefault(file, Long.MAX_VALUE)))
			.toList();
	}

	/**
	 * The next request in the order of the files; absent at their end.
	 * @throws Failure if a file cannot be read
	 */
	@Nullable LogRequest next() {
		for (String line = line(); line != null; line = line()) {
			if (line.isEmpty() || line.charAt(0) == '#') {
				continue;
			}
			this.read++;
			LogRequest request = (line.length() < LogLines.LONGEST) ? LogParser.parse(line) : null;
			if (request == null) {
				bad(line);
			}
			else if (!this.methods.contains(request.method())) {
				this.otherMethods++;
			}
			else if (request.second() < this.newest - WINDOW_SECONDS) {
				this.late++;
			}
			else {
				this.newest = Math.max(this.newest, request.second());
				return request;
			}
		}
		return null;
	}

	private @Nullable String line() {
		try {
			String line = (this.lines != null) ? this.lines.next() : null;
			while (line == null && this.files.hasNext()) {
				close();
				this.file = this.files.next();
				this.lines = new LogLines(this.file);
				line = this.lines.next();
			}
			return line;
		}
		catch (IOException ex) {
			throw new Failure(this.file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private void bad(String line) {
		this.bad++;
		if (this.firstBad == null) {
			String shown = line.substring(0, Math.min(SHOWN, line.length())).replaceAll("[^\\x20-\\x7e]", "?");
			this.firstBad = position() + " '" + shown + ((line.length() > SHOWN) ? "…'" : "'");
		}
	}

	/** File and line of the last request. */
	String position() {
		return this.file + " line " + ((this.lines != null) ? this.lines.number() : 0) + ":";
	}

	/** Lines that are neither empty nor comments. */
	long read() {
		return this.read;
	}

	/** Lines that are no request. */
	long bad() {
		return this.bad;
	}

	/** The first of them; absent if there is none. */
	@Nullable String firstBad() {
		return this.firstBad;
	}

	/** Requests of methods that are not replayed. */
	long otherMethods() {
		return this.otherMethods;
	}

	/** Requests that are too far out of order. */
	long late() {
		return this.late;
	}

	@Override
	public void close() throws IOException {
		if (this.lines != null) {
			this.lines.close();
		}
	}

}
