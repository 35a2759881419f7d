package dev.marea.gateway.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import dev.marea.cloud.balancer.NoInstanceException;
import dev.marea.gateway.Route;
import dev.marea.gateway.proxy.RequestBody.Unreadable;
import dev.marea.service.problem.ProblemException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * What the caller is told where a service gave no answer.
 */
final class Failures {

	private static final Logger logger = LoggerFactory.getLogger(Failures.class);

	private static final Duration SOON = Duration.ofSeconds(1);

	private final Route route;

	/**
	 * When one was last logged, in nanoseconds: an outage is one thing to know, not
	 * thousands.
	 */
	private final AtomicLong logged = new AtomicLong(System.nanoTime() - SOON.toNanos());

	Failures(Route route) {
		this.route = route;
	}

	ProblemException problem(IOException ex) {
		if (ex instanceof Unreadable) {
			return (ex.getCause() instanceof SocketTimeoutException)
					? new ProblemException(HttpStatus.REQUEST_TIMEOUT, "invalid-request",
							"The body of the request did not arrive in time.")
					: new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
							"The body of the request could not be read.");
		}
		log(ex);
		if (ex instanceof NoInstanceException || ex instanceof ConnectException || ex instanceof ConnectTimeoutException
				|| ex instanceof UnknownHostException || ex instanceof NoRouteToHostException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, this.route.title() + "-unavailable",
					"The %s service cannot be reached at the moment.".formatted(this.route.title()))
				.retryAfter(SOON);
		}
		if (ex instanceof ConnectionRequestTimeoutException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"The gateway has as many requests under way as it can.")
				.retryAfter(SOON);
		}
		if (ex instanceof SocketTimeoutException) {
			return new ProblemException(HttpStatus.GATEWAY_TIMEOUT, "upstream-timeout",
					"The %s service did not answer in time.".formatted(this.route.title()));
		}
		return new ProblemException(HttpStatus.BAD_GATEWAY, "bad-gateway",
				"The %s service broke off before it had answered; the request may have been carried out."
					.formatted(this.route.title()));
	}

	private void log(IOException ex) {
		long now = System.nanoTime();
		long last = this.logged.get();
		if (now - last >= SOON.toNanos() && this.logged.compareAndSet(last, now)) {
			logger.warn("No answer from {}: {}", this.route.service(), ex.toString());
		}
		else {
			logger.debug("No answer from {}", this.route.service(), ex);
		}
	}

}
