package dev.marea.gateway.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

import dev.marea.gateway.Route;
import dev.marea.gateway.proxy.RequestBody.Unreadable;
import dev.marea.service.balance.NoInstanceException;
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

	private Failures() {
	}

	static ProblemException problem(IOException ex, Route route) {
		if (ex instanceof Unreadable) {
			return (ex.getCause() instanceof SocketTimeoutException)
					? new ProblemException(HttpStatus.REQUEST_TIMEOUT, "invalid-request",
							"The body of the request did not arrive in time.")
					: new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
							"The body of the request could not be read.");
		}
		logger.warn("No answer from {}: {}", route.service(), ex.toString());
		if (ex instanceof NoInstanceException || ex instanceof ConnectException || ex instanceof ConnectTimeoutException
				|| ex instanceof UnknownHostException || ex instanceof NoRouteToHostException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, route.title() + "-unavailable",
					"The %s service cannot be reached at the moment.".formatted(route.title()))
				.retryAfter(SOON);
		}
		if (ex instanceof ConnectionRequestTimeoutException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"The gateway has as many requests under way as it can.")
				.retryAfter(SOON);
		}
		if (ex instanceof SocketTimeoutException) {
			return new ProblemException(HttpStatus.GATEWAY_TIMEOUT, "upstream-timeout",
					"The %s service did not answer in time.".formatted(route.title()));
		}
		return new ProblemException(HttpStatus.BAD_GATEWAY, "bad-gateway",
				"The %s service broke off before it had answered; the request may have been carried out."
					.formatted(route.title()));
	}

}
