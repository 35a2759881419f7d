package dev.marea.gateway.proxy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.marea.cloud.balancer.NoInstanceException;
import dev.marea.gateway.proxy.RequestBody.Unreadable;
import dev.marea.gateway.route.Route;
import dev.marea.service.problem.ProblemException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;

/**
 * Problems for requests that a service did not answer.
 */
final class Failures {

	private static final Logger logger = LoggerFactory.getLogger(Failures.class);

	private static final Duration SOON = Duration.ofSeconds(1);

	/**
	 * Time of the last warning by service, in nanoseconds, so that an outage does not log
	 * thousands of warnings.
	 */
	private final Map<String, AtomicLong> logged = new ConcurrentHashMap<>();

	ProblemException problem(String service, IOException ex) {
		if (ex instanceof Unreadable) {
			return (ex.getCause() instanceof SocketTimeoutException)
					? new ProblemException(HttpStatus.REQUEST_TIMEOUT, "invalid-request",
							"The body of the request did not arrive in time.")
					: new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
							"The body of the request could not be read.");
		}
		log(service, ex);
		String title = Route.title(service);
		if (ex instanceof NoInstanceException || ex instanceof ConnectException || ex instanceof ConnectTimeoutException
				|| ex instanceof UnknownHostException || ex instanceof NoRouteToHostException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, title + "-unavailable",
					"The %s service cannot be reached at the moment.".formatted(title))
				.retryAfter(SOON);
		}
		if (ex instanceof ConnectionRequestTimeoutException) {
			return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "overloaded",
					"The gateway has its maximum number of requests in flight.")
				.retryAfter(SOON);
		}
		if (ex instanceof SocketTimeoutException) {
			return new ProblemException(HttpStatus.GATEWAY_TIMEOUT, "upstream-timeout",
					"The %s service did not answer in time.".formatted(title));
		}
		return new ProblemException(HttpStatus.BAD_GATEWAY, "bad-gateway",
				"The %s service ended the connection before it answered; the request may have been carried out."
					.formatted(title));
	}

	private void log(String service, IOException ex) {
		long now = System.nanoTime();
		AtomicLong logged = this.logged.computeIfAbsent(service, (name) -> new AtomicLong(now - SOON.toNanos()));
		long last = logged.get();
		if (now - last >= SOON.toNanos() && logged.compareAndSet(last, now)) {
			logger.warn("No answer from {}: {}{}", service, ex.toString(),
					(ex.getCause() != null) ? " because of " + ex.getCause() : "");
		}
		else {
			logger.debug("No answer from {}", service, ex);
		}
	}

}
