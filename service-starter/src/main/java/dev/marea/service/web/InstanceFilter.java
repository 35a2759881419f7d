package dev.marea.service.web;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.service.drain.Draining;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The outermost filter. It adds the instance's name to every answer, announces draining,
 * and counts requests. The label values are bounded: known methods and status codes.
 */
class InstanceFilter extends OncePerRequestFilter {

	private final String instance;

	/** If empty, no header announces draining. */
	private final String drainingHeader;

	private final Draining draining;

	private final WarmUpRequests warmUp;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final MeterProvider<Counter> requests;

	/**
	 * Cached, because looking up a meter by its labels costs more than the rest of this
	 * filter.
	 */
	private final Map<Answered, Counter> counters = new ConcurrentHashMap<>();

	InstanceFilter(String instance, String drainingHeader, Draining draining, WarmUpRequests warmUp,
			MeterRegistry meters) {
		this.instance = instance;
		this.drainingHeader = drainingHeader;
		this.draining = draining;
		this.warmUp = warmUp;
		Gauge.builder("marea.requests.in.flight", this.inFlight, AtomicInteger::get)
			.description("Requests being served")
			.register(meters);
		this.requests = Counter.builder("marea.requests")
			.description("Requests answered, including refused ones, without the instance's own warm-up")
			.withRegistry(meters);
		// Prometheus' rate() ignores the first value of a series. Without these zeros, it
		// would
		// miss the first requests of a new instance and the first refusals.
		for (String method : RequestLineFilter.METHODS) {
			counter(new Answered(method, HttpServletResponse.SC_OK));
			counter(new Answered(method, HttpServletResponse.SC_SERVICE_UNAVAILABLE));
		}
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		response.setHeader(ServedBy.HEADER, this.instance);
		if (this.draining.isDraining()) {
			announceDraining(response);
		}
		if (this.warmUp.includes(request)) {
			chain.doFilter(request, response);
			return;
		}
		this.inFlight.incrementAndGet();
		int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
		try {
			chain.doFilter(request, response);
			status = response.getStatus();
		}
		finally {
			this.inFlight.decrementAndGet();
			String method = RequestLineFilter.METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
			this.counters.computeIfAbsent(new Answered(method, status), this::counter).increment();
		}
	}

	/**
	 * The header makes balancing clients send no further requests to this instance.
	 * {@code Connection: close} ends the connection, so that no connection is idle when
	 * the web server stops.
	 */
	private void announceDraining(HttpServletResponse response) {
		response.setHeader(HttpHeaders.CONNECTION, "close");
		if (!this.drainingHeader.isEmpty()) {
			response.setHeader(this.drainingHeader, "true");
		}
	}

	private Counter counter(Answered answered) {
		return this.requests.withTags("method", answered.method(), "status", Integer.toString(answered.status()));
	}

	private record Answered(String method, int status) {
	}

}
