package dev.marea.lab.load;

import java.time.Duration;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.Deadline;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.scenario.Calls;
import dev.marea.lab.scenario.Scenario;
import dev.marea.lab.scenario.Traffic;
import dev.marea.lab.shape.Arrivals;
import org.jspecify.annotations.Nullable;

/**
 * A scenario with its target. Its setup is sent once; then it can measure or load
 * repeatedly with the same pools.
 */
public final class Load implements AutoCloseable {

	/** Default maximum number of requests in flight. */
	public static final int MAX_IN_FLIGHT = 1024;

	/** Default timeout of a request. */
	public static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Calls calls;

	private final HttpSender sender;

	private final Duration timeout;

	private final int maxInFlight;

	private volatile boolean stopped;

	private volatile @Nullable OpenLoop loop;

	/**
	 * A load that has sent nothing yet.
	 * @param seed seed of the scenario's random choices
	 */
	public Load(Target target, Scenario scenario, long seed, Duration timeout, int maxInFlight) {
		this(target, new Traffic(scenario, seed), HttpSettings.DEFAULT, timeout, maxInFlight);
	}

	/** The same of any source of calls. */
	public Load(Target target, Calls calls, HttpSettings settings, Duration timeout, int maxInFlight) {
		this.calls = calls;
		this.sender = new HttpSender(target, calls, settings, timeout, maxInFlight);
		this.timeout = timeout;
		this.maxInFlight = maxInFlight;
	}

	public Load(Target target, Scenario scenario, long seed) {
		this(target, scenario, seed, TIMEOUT, MAX_IN_FLIGHT);
	}

	/** Longest time from a request's intended start to its end. */
	public Duration longestRequest() {
		// The timeout applies to connecting and to each read.
		return this.timeout.multipliedBy(2).plusSeconds(1);
	}

	/**
	 * Rehearses the generator on itself and sends the scenario's setup.
	 * @throws Failure if the service does not answer as expected
	 */
	public void setUp() {
		Rehearsal.play();
		this.sender.setUp();
	}

	/**
	 * The same, but retries while the service starts. It sends one more request after the
	 * setup, because some scenarios have no setup.
	 * @throws Failure if the service does not answer as expected in time
	 */
	public void setUp(Deadline deadline) throws InterruptedException {
		Rehearsal.play();
		deadline.retry(() -> {
			this.sender.tryOut();
			return true;
		}, () -> this.stopped);
	}

	/**
	 * Measures in a closed loop what the service completes; see {@link Capacity#measure}.
	 */
	public Capacity capacity(int workers, Duration warmUp, Duration duration) {
		return Capacity.measure(this.sender, this.calls, workers, warmUp, duration);
	}

	/** Follows a schedule to its end, or until {@link #stop()}. */
	public void run(RunClock clock, Arrivals schedule, Recorder recorder) {
		OpenLoop loop = new OpenLoop(this.sender, this.calls, schedule, recorder, this.maxInFlight, longestRequest());
		this.loop = loop;
		if (this.stopped) {
			loop.stop();
		}
		recorder.whenBroken(loop::stop);
		loop.run(clock);
	}

	/** Ends the load early; requests in flight may still end. */
	public void stop() {
		this.stopped = true;
		OpenLoop loop = this.loop;
		if (loop != null) {
			loop.stop();
		}
	}

	@Override
	public void close() {
		this.sender.close();
	}

}
