package dev.marea.lab.load;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.marea.lab.measure.Totals;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.SampleSink;
import dev.marea.lab.run.Second;
import dev.marea.lab.shape.Schedule;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run's seconds, latencies and events while it happens. A second is written when
 * everything that was meant for it has ended, or can no longer end. Safe for use by
 * several threads.
 */
public final class Recorder implements SampleSink, AutoCloseable {

	private final RunFolder folder;

	private final RunInfo info;

	private final RunClock clock;

	private final @Nullable Observer observer;

	private final double settled;

	private final PrimitiveIterator.OfDouble arrivals;

	private final SortedMap<Integer, Bucket> buckets = new TreeMap<>();

	private final Totals totals = new Totals();

	private final Set<String> served = new HashSet<>();

	private Consumer<Second> seconds = (second) -> {
	};

	private Consumer<Event> events = (event) -> {
	};

	private @Nullable Snapshot before;

	private @Nullable Thread ticker;

	private double nextArrival;

	private double loadEnd = Double.POSITIVE_INFINITY;

	/** The first second that is not written yet. */
	private int unwritten;

	/** The first second that is not over yet. */
	private int current;

	private volatile boolean closed;

	/**
	 * A record that begins with {@link #start()}.
	 * @param schedule what the load asks for
	 * @param observer watches the instances; absent when nobody does
	 * @param timeout a request has ended by so long after its intended start
	 */
	public Recorder(RunFolder folder, RunInfo info, RunClock clock, Schedule schedule, @Nullable Observer observer,
			Duration timeout) {
		this.folder = folder;
		this.info = info;
		this.clock = clock;
		this.observer = observer;
		this.settled = timeout.toMillis() / 1000.0 + 1;
		this.arrivals = schedule.arrivals();
		this.nextArrival = this.arrivals.hasNext() ? this.arrivals.nextDouble() : Double.POSITIVE_INFINITY;
	}

	/**
	 * Tells of every second as soon as it is over, as far as it is known then, and of
	 * every event. To be called before {@link #start()}.
	 */
	public void show(Consumer<Second> seconds, Consumer<Event> events) {
		this.seconds = seconds;
		this.events = events;
	}

	/** Begins to look once a second and to listen to the observer. */
	public void start() {
		if (this.observer != null) {
			this.before = this.observer.snapshot();
			this.observer.listen((happening) -> event(new Event(this.clock.at(happening.nanos()), happening.kind(),
					happening.service(), happening.instance(), happening.desired(), happening.text())));
		}
		this.ticker = Thread.ofVirtual().name("recorder").start(() -> {
			while (!this.closed) {
				long left = this.clock.nanosAt(this.current + 1) - System.nanoTime();
				if (left <= 0) {
					tick();
				}
				else {
					LockSupport.parkNanos(left);
				}
			}
		});
	}

	@Override
	public void accept(Sample sample) {
		synchronized (this) {
			this.totals.add(sample);
			if (sample.wasSent()) {
				bucket(this.clock.at(sample.sent())).sent();
			}
			bucket(this.clock.at(sample.intended())).done(sample);
		}
		if (sample.servedBy() != null && sample.status() > 0) {
			for (String instance : instances(sample.servedBy())) {
				first(instance, sample.done());
			}
		}
	}

	private void first(String instance, long done) {
		synchronized (this.served) {
			if (!this.served.add(instance)) {
				return;
			}
		}
		write(new Event(this.clock.at(done), Event.FIRST, null, instance, null, null));
	}

	/** Writes an event. */
	public void event(Event event) {
		boolean anew = event.is(Event.CREATED) || event.is(Event.RESTARTED);
		if (anew && event.instance() != null) {
			synchronized (this.served) {
				this.served.remove(event.instance());
			}
		}
		write(event);
	}

	private void write(Event event) {
		Event rounded = new Event(Math.round(event.t() * 1000) / 1000.0, event.kind(), event.service(),
				event.instance(), event.desired(), event.text());
		this.folder.event(rounded);
		this.events.accept(rounded);
	}

	/**
	 * The load ended before its schedule did; arrivals after this moment were not asked
	 * for.
	 * @param nanos on {@code System.nanoTime()}'s clock
	 */
	public synchronized void loadEnded(long nanos) {
		this.loadEnd = this.clock.at(nanos);
	}

	/** What the load was like so far. */
	public synchronized Totals totals() {
		return this.totals;
	}

	/** The names in a {@code Served-By} header. */
	static List<String> instances(String servedBy) {
		return (servedBy.indexOf(',') < 0) ? List.of(servedBy.strip()) : List.of(servedBy.strip().split("\\s*,\\s*"));
	}

	/**
	 * Ends the second that is over: looks at the instances and writes what has settled.
	 */
	private void tick() {
		Second over;
		synchronized (this) {
			int t = this.current++;
			Bucket bucket = bucket(t);
			bucket.offered(offered(t));
			observe(bucket);
			over = bucket.complete() ? bucket.second(this.info.capacity())
					: bucket.provisional(this.info.capacity(), System.nanoTime() - this.clock.nanosAt(t + 0.5));
			writeSettled(this.clock.now());
		}
		this.seconds.accept(over);
	}

	private void observe(Bucket bucket) {
		if (this.observer != null && this.before != null && this.info.service() != null) {
			Snapshot now = this.observer.snapshot();
			bucket.observed(Observation.between(this.before, now, this.info.service()));
			this.before = now;
		}
	}

	private int offered(int t) {
		int count = 0;
		while (this.nextArrival < t + 1 && this.nextArrival <= this.loadEnd) {
			count++;
			this.nextArrival = this.arrivals.hasNext() ? this.arrivals.nextDouble() : Double.POSITIVE_INFINITY;
		}
		return count;
	}

	private void writeSettled(double now) {
		while (this.unwritten < this.current
				&& (bucket(this.unwritten).complete() || now > this.unwritten + 1 + this.settled)) {
			write(bucket(this.unwritten));
		}
	}

	private void write(Bucket bucket) {
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

	/**
	 * The bucket of a time; what is too late for its own goes into the oldest that is
	 * open.
	 */
	private Bucket bucket(double t) {
		return this.buckets.computeIfAbsent(Math.max((int) Math.floor(t), this.unwritten), Bucket::new);
	}

	/** Writes what is left. The run's folder stays open for the summary. */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.ticker != null) {
			LockSupport.unpark(this.ticker);
			try {
				this.ticker.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		synchronized (this) {
			int end = this.buckets.isEmpty() ? this.current : this.buckets.lastKey() + 1;
			while (this.current < end) {
				Bucket bucket = bucket(this.current);
				bucket.offered(offered(this.current++));
				observe(bucket);
			}
			while (this.unwritten < this.current) {
				write(bucket(this.unwritten));
			}
		}
	}

}
