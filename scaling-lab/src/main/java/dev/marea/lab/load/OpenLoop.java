package dev.marea.lab.load;

import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.Sample;
import dev.marea.lab.run.SampleSink;
import dev.marea.lab.scenario.Call;
import dev.marea.lab.scenario.Calls;
import dev.marea.lab.shape.Arrivals;

/**
 * Starts each request when the schedule says so, whether or not earlier ones were
 * answered: visitors do not wait for each other.
 */
public final class OpenLoop {

	/** Ctrl-C waits 15 s for the record, which is written after this. */
	private static final Duration AFTER_STOP = Duration.ofSeconds(5);

	private final HttpSender sender;

	private final Calls calls;

	private final Arrivals schedule;

	private final SampleSink sink;

	private final int maxInFlight;

	private final Duration grace;

	private final AtomicInteger inFlight = new AtomicInteger();

	private volatile boolean stopped;

	/**
	 * A load, not started yet.
	 * @param maxInFlight maximum number of requests in flight; requests beyond it fail
	 * without being sent
	 * @param grace longest wait for requests in flight at the end
	 */
	public OpenLoop(HttpSender sender, Calls calls, Arrivals schedule, SampleSink sink, int maxInFlight,
			Duration grace) {
		this.sender = sender;
		this.calls = calls;
		this.schedule = schedule;
		this.sink = sink;
		this.maxInFlight = maxInFlight;
		this.grace = grace;
	}

	/**
	 * Sends the load and waits for its end: the schedule is over or {@link #stop()} was
	 * called, and every sent request has ended.
	 */
	public void run(RunClock clock) {
		try (ExecutorService requests = Executors
			.newThreadPerTaskExecutor(Thread.ofVirtual().name("request").factory())) {
			PrimitiveIterator.OfDouble arrivals = this.schedule.arrivals();
			long count = 0;
			while (arrivals.hasNext()) {
				long intended = clock.nanosAt(arrivals.nextDouble());
				if (!waitUntil(intended)) {
					break;
				}
				start(requests, intended);
				count++;
			}
			boolean over = this.stopped || count == this.schedule.limit();
			long end = over ? System.nanoTime() : clock.nanosAt(this.schedule.duration());
			this.sink.loadEnded(end);
			if (waitUntil(end) && this.inFlight.get() == 0) {
				return;
			}
			requests.shutdown();
			if (!awaitRequests(requests)) {
				requests.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.stopped = true;
			Thread.currentThread().interrupt();
		}
	}

	/** Waits until all requests have ended; false if some have not in time. */
	private boolean awaitRequests(ExecutorService requests) throws InterruptedException {
		long limit = System.nanoTime() + this.grace.toNanos();
		boolean shortened = false;
		while (!requests.awaitTermination(100, TimeUnit.MILLISECONDS)) {
			long now = System.nanoTime();
			if (this.stopped && !shortened) {
				shortened = true;
				limit = now + Math.min(limit - now, AFTER_STOP.toNanos());
			}
			if (limit - now <= 0) {
				return false;
			}
		}
		return true;
	}

	/** Ends the load early; requests in flight have {@link #AFTER_STOP} to end. */
	public void stop() {
		this.stopped = true;
	}

	/** Requests in flight. */
	public int inFlight() {
		return this.inFlight.get();
	}

	/** Whether the time came before the load was stopped. */
	private boolean waitUntil(long time) {
		long left = time - System.nanoTime();
		while (left > 0 && !this.stopped && !Thread.currentThread().isInterrupted()) {
			// Sleeps in pieces, so that a stop is seen. No spinning: generator and
			// service share the cores.
			LockSupport.parkNanos(Math.min(left, 100_000_000));
			left = time - System.nanoTime();
		}
		return left <= 0 && !this.stopped;
	}

	private void start(ExecutorService requests, long intended) {
		Call call = this.calls.next();
		if (this.inFlight.incrementAndGet() > this.maxInFlight) {
			this.inFlight.decrementAndGet();
			long now = System.nanoTime();
			this.sink.accept(new Sample(intended, now, now, call.name(), 0,
					Sample.NOT_SENT + this.maxInFlight + " in flight", null));
			return;
		}
		requests.execute(() -> {
			try {
				long sent = System.nanoTime();
				this.sink.sent(intended, sent);
				this.sink.accept(this.sender.send(call, intended, sent));
			}
			finally {
				this.inFlight.decrementAndGet();
			}
		});
	}

}
