package dev.marea.service.drain;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * The first phase after SIGTERM. Readiness refuses, and every answer carries
 * {@code Instance-Draining: true} and {@code Connection: close}. The service goes on
 * serving for the drain delay, so that callers can learn that this instance drains. Then
 * the phases below follow: the web server's graceful stop, then everything else.
 */
public class Draining implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Draining.class);

	private final Duration delay;

	private final ApplicationEventPublisher events;

	private volatile boolean running;

	private volatile boolean draining;

	Draining(Duration delay, ApplicationEventPublisher events) {
		this.delay = delay;
		this.events = events;
	}

	/** Whether this instance has begun to leave. */
	public boolean isDraining() {
		return this.draining;
	}

	@Override
	public void start() {
		this.running = true;
		this.draining = false;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable done) {
		this.draining = true;
		AvailabilityChangeEvent.publish(this.events, this, ReadinessState.REFUSING_TRAFFIC);
		logger.info("Draining for {} ms", this.delay.toMillis());
		CompletableFuture
			.delayedExecutor(this.delay.toMillis(), TimeUnit.MILLISECONDS, (task) -> Thread.ofVirtual().start(task))
			.execute(() -> {
				stop();
				done.run();
			});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Phases stop from the highest down: this one before the web server's. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
