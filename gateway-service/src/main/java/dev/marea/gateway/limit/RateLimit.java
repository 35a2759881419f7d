package dev.marea.gateway.limit;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.marea.gateway.limit.Client.Kind;
import dev.marea.service.problem.Problems;
import io.github.bucket4j.ConsumptionProbe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Admits a request or answers it with 429. The fields are those of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
final class RateLimit {

	private static final String DEFERRED = RateLimit.class.getName() + ".deferred";

	/** Name of the policy, as a String of RFC 9651. */
	private static final String POLICY = "\"client\"";

	private final RateLimitProperties properties;

	private final Buckets buckets;

	private final String policy;

	private final Map<Kind, Counter> admitted = new EnumMap<>(Kind.class);

	private final Map<Kind, Counter> refused = new EnumMap<>(Kind.class);

	RateLimit(RateLimitProperties properties, Buckets buckets, MeterRegistry meters) {
		this.properties = properties;
		this.buckets = buckets;
		if (properties.enabled()) {
			this.policy = "%s;q=%d;w=%d".formatted(POLICY, properties.capacity(),
					properties.secondsFor(properties.capacity()));
			for (Kind kind : Kind.values()) {
				this.admitted.put(kind, counter(meters, kind, "admitted"));
				this.refused.put(kind, counter(meters, kind, "refused"));
			}
		}
		else {
			this.policy = "";
		}
	}

	/**
	 * Takes a token for a request.
	 * @return false if there was none and the request is answered
	 */
	boolean admit(Client client, HttpServletRequest request, HttpServletResponse response) throws IOException {
		ConsumptionProbe probe = this.buckets.take(client.key());
		response.setHeader("RateLimit-Policy", this.policy);
		if (probe.isConsumed()) {
			this.admitted.get(client.kind()).increment();
			// A client that spreads r requests over t seconds is never refused.
			long remaining = Math.max(0, probe.getRemainingTokens());
			fields(response, remaining, this.properties.secondsFor(Math.max(1, remaining)));
			return true;
		}
		this.refused.get(client.kind()).increment();
		refuse(Math.max(1, (probe.getNanosToWaitForRefill() + 999_999_999) / 1_000_000_000), request, response);
		return false;
	}

	/** Postpones the decision until the client is known. */
	static void defer(HttpServletRequest request) {
		request.setAttribute(DEFERRED, true);
	}

	/**
	 * Takes a token if the decision is still open.
	 * @return false if there was none and the request is answered
	 */
	boolean admitDeferred(Client client, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getAttribute(DEFERRED) == null) {
			return true;
		}
		request.removeAttribute(DEFERRED);
		return admit(client, request, response);
	}

	private static void refuse(long seconds, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		fields(response, 0, seconds);
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		ProblemDetail problem = Problems.of(HttpStatus.TOO_MANY_REQUESTS, "quota-exceeded",
				"You have sent more requests than one client may send. Wait for the seconds in Retry-After.");
		problem.setProperty("violated-policies", List.of("client"));
		Problems.write(request, response, problem);
	}

	private static void fields(HttpServletResponse response, long remaining, long seconds) {
		response.setHeader("RateLimit", POLICY + ";r=" + remaining + ";t=" + seconds);
	}

	private static Counter counter(MeterRegistry meters, Kind kind, String outcome) {
		return Counter.builder("marea.rate.limit.requests")
			.description("Requests that took a token or were refused without one")
			.tag("key", kind.name().toLowerCase(Locale.ROOT))
			.tag("outcome", outcome)
			.register(meters);
	}

}
