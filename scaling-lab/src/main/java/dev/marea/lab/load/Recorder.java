package dev.marea.lab.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.machine.MachineMeter;
import dev.marea.lab.measure.FailedRequest;
import dev.marea.lab.measure.LoadTotals;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.SampleSink;
import dev.marea.lab.run.Second;
import dev.marea.lab.shape.Arrivals;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's seconds, latencies and events while it happens. A second is written when
 * everything that was meant for it has ended, or can no longer end. When something cannot
 * be recorded, on a full disk for example, the run is over: the load is told to stop,
 * nothing more is written, and {@link #close()} says why. Safe for use by several
 * threads.
 */
public final class Recorder implements SampleSink, AutoCloseable {

	/**
	 * A second is closed so long after its end, so that a thread that just missed it is
	 * still counted in it.
	 */
	private static final long CLOSED_AFTER_NANOS = 200_000_000;

	/** Seconds that wait for their last request at most, whatever the timeout. */
	private static final int MOST_OPEN = 600;

	/** Names of an answer's {@code Served-By} that are read, and their characters. */
	private static final int MOST_NAMES = 16;

	/** As long as a name in DNS may be. */
	private static final int LONGEST_NAME = 253;

	private final RunFolder folder;

	private final RunInfo info;

	private final RunClock clock;

	private final @Nullable Observer observer;

	private final double longestRequest;

	private final PrimitiveIterator.@Nullable OfDouble arrivals;

	private final SortedMap<Integer, OpenSecond> buckets = new TreeMap<>();

	private final Flow flow = new Flow();

	private final LoadTotals totals = new LoadTotals();

	private final RunEvents runEvents;

	private Consumer<Second> seconds = (second) -> {
	};

	private Consumer<Event> events = (event) -> {
	};

	private volatile @Nullable Second last;

	private @Nullable Snapshot before;

	private final MachineMeter machine;

	private @Nullable Thread ticker;

	private double nextArrival;

	private double loadEnd = Double.POSITIVE_INFINITY;

	/** The first second that is not written yet. */
	private int unwritten;

	/** The first second that is not closed yet: the next that is shown. */
	private int unclosed;

	/** The first second that is not over yet. */
	private int current;

	private volatile boolean closed;

	/** Why nothing is recorded any more. */
	private volatile @Nullable Throwable broken;

	private Runnable stop = () -> {
	};

	/**
	 * A record that begins with {@link #start()}.
	 * @param schedule what the load asks for; absent where it is somebody else's
	 * @param observer watches the instances; absent when nobody does
	 * @param longestRequest longest time from a request's intended start to its end
	 */
	public Recorder(RunFolder folder, RunInfo info, RunClock clock, @Nullable Arrivals schedule,
			@Nullable Observer observer, Duration longestRequest) {
		this.folder = folder;
		this.info = info;
		this.clock = clock;
		this.observer = observer;
		this.machine = new MachineMeter(() -> (observer != null) ? observer.processes() : Map.of());
		this.longestRequest = Math.min(longestRequest.toMillis() / 1000.0 + 1, MOST_OPEN);
		this.arrivals = (schedule != null) ? schedule.arrivals() : null;
		this.nextArrival = next();
		this.runEvents = new RunEvents(folder, clock, (event) -> this.events.accept(event));
	}

	/**
	 * Tells of every second when it is over, of every event when it happens. A second has
	 * only what is final: nothing of the requests that were meant for it. What it has
	 * equals what is written of it later. To be called before {@link #start()}.
	 */
	public void show(Consumer<Second> seconds, Consumer<Event> events) {
		this.seconds = seconds;
		this.events = events;
	}

	/** Begins to look once a second and to listen to the observer. */
	public void start() {
		this.machine.restart();
		if (this.observer != null) {
			this.before = this.observer.snapshot();
			this.observer.listen((event) -> attempt(() -> this.runEvents.happened(event)));
		}
		this.ticker = Thread.ofVirtual().name("recorder").start(() -> attempt(this::tick));
	}

	private void tick() {
		while (waitUntil(this.clock.nanosAt(this.current + 1))) {
			look();
			waitUntil(this.clock.nanosAt(this.current) + CLOSED_AFTER_NANOS);
			tell();
		}
	}

	/**
	 * Says how to stop the load, which is done when nothing can be recorded any more.
	 * @param stop may be called by any thread, also at once
	 */
	public void whenBroken(Runnable stop) {
		synchronized (this) {
			this.stop = stop;
		}
		if (this.broken != null) {
			stop.run();
		}
	}

	/** Does a part of recording; what it throws ends the run. */
	private void attempt(Runnable part) {
		if (this.broken != null) {
			return;
		}
		try {
			part.run();
		}
		catch (RuntimeException | Error ex) {
			Runnable stop;
			synchronized (this) {
				this.broken = (this.broken != null) ? this.broken : ex;
				this.buckets.clear();
				stop = this.stop;
			}
			stop.run();
		}
	}

	/** Whether the time came before the record was closed. */
	private boolean waitUntil(long time) {
		for (long left = time - System.nanoTime(); left > 0 && !over(); left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		return !over();
	}

	private boolean over() {
		return this.closed || this.broken != null;
	}

	@Override
	public void sent(long intended, long nanos) {
		if (this.broken == null) {
			this.flow.sent(this.clock.at(nanos), nanos - intended);
		}
	}

	@Override
	public void accept(Sample sample) {
		attempt(() -> record(sample));
	}

	private void record(Sample sample) {
		List<String> instances = instances(sample.servedBy());
		this.flow.ended(this.clock.at(sample.done()), sample, instances);
		synchronized (this) {
			boolean covered = this.clock.at(sample.intended()) >= this.info.summaryFrom();
			if (covered) {
				this.totals.add(sample);
			}
			if (covered && sample.failed()) {
				this.totals.add(FailedRequest.of(sample, this.clock.at(sample.intended()), this.clock.at(sample.done()),
						instances));
			}
			bucket(this.clock.at(sample.intended())).done(sample, instances);
		}
		this.runEvents.answered(sample, instances);
	}

	/** The names in a {@code Served-By} header, as they are observed. */
	private List<String> instances(@Nullable String servedBy) {
		if (servedBy == null) {
			return List.of();
		}
		return Stream.of(servedBy.strip().split("\\s*,\\s*", MOST_NAMES + 1))
			.limit(MOST_NAMES)
			.filter((name) -> name.length() <= LONGEST_NAME)
			.map((name) -> (this.observer != null) ? this.observer.nameOf(name) : name)
			.toList();
	}

	/** Writes an event. */
	public void event(Event event) {
		attempt(() -> this.runEvents.event(event));
	}

	/** Arrivals after this moment were not asked for. */
	@Override
	public synchronized void loadEnded(long nanos) {
		this.loadEnd = this.clock.at(nanos);
	}

	/** What the load was like; to be read when it is over. */
	public synchronized LoadTotals totals() {
		return this.totals;
	}

	/** The second that was shown last; absent before the first is over. */
	public @Nullable Second last() {
		return this.last;
	}

	/** Looks at the instances and the machine at a second's end. */
	private void look() {
		MachineSecond used = this.machine.lap();
		synchronized (this) {
			OpenSecond bucket = bucket(this.current++);
			look(bucket);
			bucket.machine(used);
		}
	}

	private void look(OpenSecond bucket) {
		if (this.observer != null && this.before != null && this.info.service() != null) {
			Snapshot now = this.observer.snapshot();
			bucket.observed(PlaceSecond.between(this.before, now, this.info.service()));
			this.before = now;
		}
	}

	/**
	 * Closes the second that is over, tells of it and writes those whose requests have
	 * ended.
	 */
	private void tell() {
		Second second;
		synchronized (this) {
			OpenSecond over = bucket(this.unclosed++);
			over.closed(this.flow.close());
			if (this.arrivals != null) {
				over.offered(offered(this.unclosed));
			}
			second = over.finalFigures(this.info.capacity());
			double now = this.clock.now();
			while (this.unwritten < this.unclosed
					&& (bucket(this.unwritten).complete() || now > this.unwritten + 1 + this.longestRequest)) {
				write(bucket(this.unwritten));
			}
		}
		this.seconds.accept(second);
		this.last = second;
	}

	/** Arrivals before a time that were not asked for already. */
	private int offered(int before) {
		int count = 0;
		while (this.nextArrival < before && this.nextArrival <= this.loadEnd) {
			count++;
			this.nextArrival = next();
		}
		return count;
	}

	private double next() {
		return (this.arrivals != null && this.arrivals.hasNext()) ? this.arrivals.nextDouble()
				: Double.POSITIVE_INFINITY;
	}

	private void write(OpenSecond bucket) {
		this.folder.second(bucket.second(this.info.capacity()));
		Histogram latencies = bucket.latencies();
		if (latencies.getTotalCount() > 0) {
			long start = this.clock.started().toEpochMilli() + this.unwritten * 1000L;
			latencies.setStartTimeStamp(start);
			latencies.setEndTimeStamp(start + 1000);
			this.folder.latency(latencies);
		}
		this.buckets.remove(this.unwritten);
		this.unwritten++;
	}

	private OpenSecond bucket(double t) {
		return bucket((int) Math.floor(t));
	}

	/** What is too late for its own second goes into the oldest that is open. */
	private OpenSecond bucket(int t) {
		return this.buckets.computeIfAbsent(Math.max(t, this.unwritten), OpenSecond::new);
	}

	/**
	 * Writes what is left. The run's folder stays open for the summary.
	 * @throws Failure when the run could not be recorded to its end; what was written
	 * stays
	 */
	@Override
	public void close() {
		this.closed = true;
		Thread thread = this.ticker;
		if (thread != null) {
			LockSupport.unpark(thread);
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		attempt(this::finish);
		switch (this.broken) {
			case null -> {
			}
			case Failure ex -> throw new Failure("the run was ended, as " + ex.getMessage()
					+ "; what was recorded before stays there, so make room or give another folder, and run again.",
					ex);
			case Throwable ex ->
				throw new IllegalStateException("the run was ended, as its recorder failed: " + ex, ex);
		}
	}

	private void finish() {
		int end = end();
		while (this.current < end) {
			look();
		}
		while (this.unclosed < end) {
			tell();
		}
		synchronized (this) {
			while (this.unwritten < this.unclosed) {
				write(bucket(this.unwritten));
			}
		}
	}

	/** The first second of which there is nothing to write. */
	private synchronized int end() {
		int last = this.buckets.isEmpty() ? this.current : this.buckets.lastKey() + 1;
		return Math.max(Math.max(last, this.current), this.flow.end());
	}

}
