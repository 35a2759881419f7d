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
 * The first phase after SIGTERM. The readiness probe fails, and every answer has
 * {@code Instance-Draining: true} and {@code Connection: close}. The instance serves
 * requests for the drain delay, so that callers can learn that it drains. Then the lower
 * phases follow: the web server's graceful stop, then all others.
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

	/** Whether this instance is draining. */
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

	/** Higher phases stop first; this phase is above that of the web server. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
