package dev.marea.service.capacity;

import java.io.IOException;
import java.time.Duration;

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

	private final boolean unlimited;

	private final WarmUpRequests warmUp;

	private final ByteBudget budget;

	private final Permits permits;

	private final Permits streams;

	CapacityFilter(CapacityProperties properties, WarmUpRequests warmUp, ByteBudget budget) {
		this.unlimited = properties.concurrency() == 0;
		this.warmUp = warmUp;
		this.budget = budget;
		this.permits = new Permits(properties.concurrency(), properties.queue(), properties.queueTimeout());
		this.streams = new Permits(properties.streams(), properties.queue(), properties.queueTimeout());
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.unlimited || this.warmUp.includes(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Permits permits = StreamedBodies.include(request) ? this.streams : this.permits;
		if (!permits.acquire()) {
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

	/** The permit that one request holds. */
	private final class Permit {

		private @Nullable Permits from;

		Permit(Permits from) {
			this.from = from;
		}

		/**
		 * Exchanges it for one of those that may wait for their clients. None is held
		 * while waiting for that one.
		 */
		void stream() {
			Permits streams = CapacityFilter.this.streams;
			if (this.from == streams) {
				return;
			}
			release();
			if (!streams.acquire()) {
				throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
						"This instance sends as many large answers as it can.")
					.retryAfter(Duration.ofSeconds(1));
			}
			this.from = streams;
		}

		void release() {
			if (this.from != null) {
				this.from.release();
				this.from = null;
			}
		}

	}

}
