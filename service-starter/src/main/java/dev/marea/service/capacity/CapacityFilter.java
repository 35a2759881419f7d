package dev.marea.service.capacity;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

import dev.marea.service.body.StreamedBodies;
import dev.marea.service.memory.ByteBudget;
import dev.marea.service.problem.ProblemException;
import dev.marea.service.problem.Problems;
import dev.marea.service.web.ClientNetwork;
import dev.marea.service.web.WarmUpRequests;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Serves a bounded number of requests at once and queues a bounded number, first come
 * first served. It refuses further requests with 503 and {@code Retry-After}, because an
 * early refusal is better than a late answer. In a full queue, the client with the most
 * requests loses its latest one to a client with few.
 * <p>
 * A request holds no permit while the service waits for its client. Small bodies arrive
 * before ({@link StreamedBodies}), and small answers are written after the permit is
 * returned. Streamed bodies and answers have separate permits, so that slow clients
 * cannot use up the others.
 */
class CapacityFilter extends OncePerRequestFilter {

	private final boolean unlimited;

	private final WarmUpRequests warmUp;

	private final ByteBudget budget;

	private final Permits permits;

	private final Permits streams;

	CapacityFilter(CapacityProperties properties, WarmUpRequests warmUp, ByteBudget budget, MeterRegistry meters) {
		this.unlimited = properties.concurrency() == 0;
		this.warmUp = warmUp;
		this.budget = budget;
		this.permits = new Permits(properties.concurrency(), properties.queue(), properties.queueTimeout());
		this.streams = new Permits(properties.streams(), properties.queue(), properties.queueTimeout());
		register(this.permits, "requests", meters);
		register(this.streams, "streams", meters);
	}

	private static void register(Permits permits, String kind, MeterRegistry meters) {
		Gauge.builder("marea.capacity.held", permits, Permits::held)
			.description("Requests that hold a permit")
			.tag("permits", kind)
			.register(meters);
		Gauge.builder("marea.capacity.queued", permits, Permits::waiting)
			.description("Requests that wait for a permit")
			.tag("permits", kind)
			.register(meters);
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.unlimited || this.warmUp.includes(request);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Permits permits = StreamedBodies.include(request) ? this.streams : this.permits;
		Supplier<String> client = () -> ClientNetwork.of(request.getRemoteAddr());
		if (!permits.acquire(client)) {
			Problems.writeOverloaded(request, response);
			return;
		}
		Permit permit = new Permit(permits, client);
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
			// The client closed the connection or was too slow. The request itself
			// succeeded.
		}
	}

	/** The permit that one request holds. */
	private final class Permit {

		private final Supplier<String> client;

		private @Nullable Permits from;

		Permit(Permits from, Supplier<String> client) {
			this.from = from;
			this.client = client;
		}

		/**
		 * Exchanges the permit for one of the streaming permits. The request holds
		 * neither while it waits for the new one.
		 */
		void stream() {
			Permits streams = CapacityFilter.this.streams;
			if (this.from == streams) {
				return;
			}
			release();
			if (!streams.acquire(this.client)) {
				throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
						"This instance is sending its maximum number of large answers.")
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
