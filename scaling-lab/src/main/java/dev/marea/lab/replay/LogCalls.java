package dev.marea.lab.replay;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.scenario.Call;
import dev.marea.lab.scenario.Calls;
import dev.marea.lab.scenario.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a replayed log, one for each arrival of its schedule and in the same
 * order. Reads the log while it is replayed, in constant memory. Only {@link #settle} is
 * safe for use by several threads.
 */
final class LogCalls implements Calls, Closeable {

	/** Bound of the requests that wait for lines of an earlier second, in bytes. */
	private static final long MOST_AHEAD = 64L << 20;

	/** Approximate size of a request without its path, in bytes. */
	private static final int OVERHEAD = 120;

	private final LogProfile profile;

	private final LogReader reader;

	private final double scale;

	private final Headers headers;

	/** Requests of later seconds that were read already, by the index of the second. */
	private final Map<Long, Deque<LogRequest>> ahead = new HashMap<>();

	private long bytesAhead;

	private int second;

	/** Requests of the present second that were taken. */
	private int taken;

	/** Requests of the log that were taken. */
	private long requests;

	private long sent;

	private @Nullable LogRequest current;

	/** Calls of the current request that are left. */
	private long left;

	/**
	 * @param profile of the same log
	 * @param reader of the same log, at its begin
	 * @param scale calls for each request of the log
	 */
	LogCalls(LogProfile profile, LogReader reader, double scale, Headers headers) {
		this.profile = profile;
		this.reader = reader;
		this.scale = scale;
		this.headers = headers;
	}

	@Override
	public Call next() {
		while (this.left == 0) {
			this.current = take();
			this.left = LogSchedule.arrivals(this.requests + 1, this.scale)
					- LogSchedule.arrivals(this.requests, this.scale);
			this.requests++;
		}
		this.left--;
		LogRequest request = this.current;
		if (request == null) {
			throw new Failure("The log changed while it was replayed: it has fewer requests than before.");
		}
		return this.headers.call(request.name(), request.method(), request.path(), this.sent++);
	}

	/** The next request by time; absent if the log has fewer than it had. */
	private @Nullable LogRequest take() {
		while (this.second < this.profile.counts().length && this.taken == this.profile.counts()[this.second]) {
			this.second++;
			this.taken = 0;
		}
		this.taken++;
		Deque<LogRequest> waiting = this.ahead.get((long) this.second);
		if (waiting != null) {
			LogRequest request = waiting.removeFirst();
			this.bytesAhead -= size(request);
			if (waiting.isEmpty()) {
				this.ahead.remove((long) this.second);
			}
			return request;
		}
		for (LogRequest request = this.reader.next(); request != null; request = this.reader.next()) {
			long index = this.profile.index(request);
			if (index == this.second) {
				return request;
			}
			keep(index, request);
		}
		return null;
	}

	private void keep(long index, LogRequest request) {
		this.bytesAhead += size(request);
		if (this.bytesAhead > MOST_AHEAD) {
			throw new Failure("The log is too far out of order at %s sort it by time, and replay it again."
				.formatted(this.reader.position()));
		}
		this.ahead.computeIfAbsent(index, (each) -> new ArrayDeque<>()).addLast(request);
	}

	private static long size(LogRequest request) {
		return OVERHEAD + request.path().length();
	}

	/** A 4xx is as good as any answer: the log may have had it too. */
	@Override
	public @Nullable String settle(Call call, int status, Function<String, @Nullable String> headers,
			byte @Nullable [] body) {
		return null;
	}

	@Override
	public void close() {
		try {
			this.reader.close();
		}
		catch (IOException ex) {
			throw new Failure("A log cannot be closed: " + ex.getMessage(), ex);
		}
	}

}
