package dev.marea.service.capacity;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.service.body.StreamedBodies;
import dev.marea.service.memory.ByteBudget;
import dev.marea.service.problem.ProblemException;
import dev.marea.service.problem.Problems;
import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves a bounded number of requests at once, queues a few more, first come first
 * served, and refuses the rest with 503 and {@code Retry-After}: a full service says so
 * soon instead of answering late.
 * <p>
 * A permit is not held while the service waits for a client. Small bodies have arrived
 * before ({@link StreamedBodies}), and small answers are written after the permit is
 * returned. What is streamed has permits of its own, so slow clients cannot take those of
 * the others.
 */
class CapacityFilter extends OncePerRequestFilter {

	private final CapacityProperties properties;

	private final WarmUpRequests warmUp;

	private final ByteBudget budget;

	private final Semaphore permits;

	private final Semaphore streams;

	private final AtomicInteger waiting = new AtomicInteger();

	CapacityFilter(CapacityProperties properties, WarmUpRequests warmUp, ByteBudget budget) {
		this.properties = properties;
		this.warmUp = warmUp;
		this.budget = budget;
		this.permits = new Semaphore(properties.concurrency(), true);
		this.streams = new Semaphore(properties.streams(), true);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.properties.concurrency() == 0 || this.warmUp.includes(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Semaphore permits = StreamedBodies.include(request) ? this.streams : this.permits;
		if (!acquire(permits)) {
			Problems.writeOverloaded(request, response);
			return;
		}
		Permit permit = new Permit(permits);
		try (BufferedAnswer answer = new BufferedAnswer(response, this.budget, permit::stream)) {
			try {
				chain.doFilter(request, answer);
			}
			finally {
				permit.release();
			}
			send(answer);
		}
	}

	private static void send(BufferedAnswer answer) {
		try {
			answer.send();
		}
		catch (IOException ex) {
			// The client is gone, or was too slow. The answer was right all the same.
		}
	}

	private boolean acquire(Semaphore permits) {
		// The timed form with no time is the one that does not overtake those who wait.
		if (wait(permits, Duration.ZERO)) {
			return true;
		}
		try {
			return this.waiting.incrementAndGet() <= this.properties.queue()
					&& wait(permits, this.properties.queueTimeout());
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private static boolean wait(Semaphore permits, Duration timeout) {
		try {
			return permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** The permit that one request holds. */
	private final class Permit {

		private @Nullable Semaphore held;

		Permit(Semaphore held) {
			this.held = held;
		}

		/**
		 * Exchanges it for one of those that may wait for their clients. None is held
		 * while waiting for that one: the budget bounds how many answers wait.
		 */
		void stream() {
			CapacityFilter filter = CapacityFilter.this;
			if (this.held == filter.streams) {
				return;
			}
			release();
			if (!CapacityFilter.wait(filter.streams, filter.properties.queueTimeout())) {
				throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
						"This instance sends as many large answers as it can.")
					.retryAfter(Duration.ofSeconds(1));
			}
			this.held = filter.streams;
		}

		void release() {
			if (this.held != null) {
				this.held.release();
				this.held = null;
			}
		}

	}

}
