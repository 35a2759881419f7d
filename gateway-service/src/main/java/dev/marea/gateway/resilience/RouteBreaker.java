package dev.marea.gateway.resilience;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import dev.marea.service.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.circuitbreaker.CircuitBreaker;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Sends no requests to a service while hardly any request is answered. Spring Cloud
 * Gateway's own {@code CircuitBreaker} does not fit. It turns every failure into a 500,
 * and does not close the answers that it counts as failures.
 */
final class RouteBreaker implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	private final String name;

	private volatile @Nullable CircuitBreaker breaker;

	RouteBreaker(String name) {
		this.name = name;
	}

	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		Call call = new Call(request, next);
		breaker(request).run(call, call::failed);
		if (!call.sent) {
			throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, this.name + "-unavailable",
					"The %s service cannot be reached at the moment.".formatted(this.name))
				.retryAfter(Duration.ofSeconds(1));
		}
		return call.result();
	}

	/**
	 * Looked up at the first request, because routes are configured before beans exist.
	 */
	private CircuitBreaker breaker(ServerRequest request) {
		CircuitBreaker known = this.breaker;
		if (known == null) {
			known = MvcUtils.getApplicationContext(request).getBean(CircuitBreakerFactory.class).create(this.name);
			this.breaker = known;
		}
		return known;
	}

	/**
	 * Keeps the outcome of a request. The breaker learns only whether to count it, and
	 * the caller gets the answer or the exception unchanged.
	 */
	private static final class Call implements Supplier<Call> {

		private final ServerRequest request;

		private final HandlerFunction<ServerResponse> next;

		private boolean sent;

		private @Nullable ServerResponse answer;

		private @Nullable Exception failure;

		Call(ServerRequest request, HandlerFunction<ServerResponse> next) {
			this.request = request;
			this.next = next;
		}

		@Override
		public Call get() {
			this.sent = true;
			try {
				this.answer = this.next.handle(this.request);
			}
			catch (Exception ex) {
				this.failure = ex;
			}
			if (isNoAnswer()) {
				throw NoAnswerException.INSTANCE;
			}
			return this;
		}

		Call failed(Throwable reason) {
			if (reason instanceof Error error) {
				throw error;
			}
			return this;
		}

		ServerResponse result() throws Exception {
			if (this.failure != null) {
				throw this.failure;
			}
			return Objects.requireNonNull(this.answer);
		}

		/**
		 * A 500 is the failure of one request. If it counted, a caller who can cause one
		 * could block the route for all. A 503 with {@code Retry-After} comes from an
		 * instance that is full and still serves its maximum.
		 */
		private boolean isNoAnswer() {
			if (this.failure != null) {
				return this.failure instanceof ErrorResponse error && isNoAnswer(error);
			}
			ServerResponse answer = Objects.requireNonNull(this.answer);
			return switch (answer.statusCode().value()) {
				case 502, 504 -> true;
				case 503 -> answer.headers().getFirst(HttpHeaders.RETRY_AFTER) == null;
				default -> false;
			};
		}

		/** The gateway's own refusals and the caller's mistakes do not count. */
		private static boolean isNoAnswer(ErrorResponse error) {
			return switch (error.getStatusCode().value()) {
				case 502, 504 -> true;
				case 503 -> String.valueOf(error.getBody().getType()).endsWith("-unavailable");
				default -> false;
			};
		}

	}

}
