package dev.marea.service.capacity;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.service.problem.ProblemException;
import dev.marea.service.problem.Problems;
import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves so many requests at once, lets a few more wait in order of arrival, and refuses
 * the rest with 503 and {@code Retry-After}: a service that is full says so soon instead
 * of answering late.
 */
class CapacityFilter extends OncePerRequestFilter {

	private final CapacityProperties properties;

	private final WarmUpRequests warmUp;

	private final Semaphore permits;

	private final AtomicInteger waiting = new AtomicInteger();

	CapacityFilter(CapacityProperties properties, WarmUpRequests warmUp) {
		this.properties = properties;
		this.warmUp = warmUp;
		this.permits = new Semaphore(properties.concurrency(), true);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.properties.concurrency() == 0 || this.warmUp.includes(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!acquire()) {
			refuse(request, response);
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			this.permits.release();
		}
	}

	private boolean acquire() {
		// The timed form with no time is the one that does not overtake those who wait.
		try {
			if (this.permits.tryAcquire(0, TimeUnit.SECONDS)) {
				return true;
			}
			if (this.waiting.incrementAndGet() > this.properties.queue()) {
				this.waiting.decrementAndGet();
				return false;
			}
			try {
				return this.permits.tryAcquire(this.properties.queueTimeout().toNanos(), TimeUnit.NANOSECONDS);
			}
			finally {
				this.waiting.decrementAndGet();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ProblemException problem = new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
				"This instance serves as many requests as it can.")
			.retryAfter(Duration.ofSeconds(1));
		response.setHeader(HttpHeaders.RETRY_AFTER, problem.getHeaders().getFirst(HttpHeaders.RETRY_AFTER));
		Problems.write(request, response, problem.getBody());
	}

}
