package dev.marea.gateway.proxy;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.marea.service.web.ServedBy;
import dev.marea.service.web.WarmUpRequests;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;

/**
 * Selects the headers that are passed to the service and back to the caller. Headers
 * about one connection (RFC 9110, 7.6.1) are not passed on; the token passes unchanged.
 * The trace context is the gateway's, not the caller's. {@link ConnectionHeaders} has
 * hidden the headers that the caller's {@code Connection} names.
 */
final class Headers {

	private static final String FORWARDED_FOR = "x-forwarded-for";

	private static final String FORWARDED_HOST = "x-forwarded-host";

	private static final String FORWARDED_PROTO = "x-forwarded-proto";

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-authenticate",
			"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

	/**
	 * Not passed on: the HTTP client or this class sets them for the service, or they are
	 * a caller's trace.
	 */
	private static final Set<String> NOT_TO_SERVICE = with("host", "content-length", "expect", FORWARDED_FOR,
			FORWARDED_HOST, FORWARDED_PROTO, "traceparent", "tracestate", "baggage",
			WarmUpRequests.HEADER.toLowerCase(Locale.ROOT));

	private static final TextMapSetter<HttpRequest> TRACE_HEADERS = (request, name, value) -> {
		if (request != null) {
			request.setHeader(name, value);
		}
	};

	/** Not passed back: the web server sets them, or they are for the gateway only. */
	private final Set<String> notToCaller;

	private final TextMapPropagator traces;

	/**
	 * Creates the rules.
	 * @param drainingHeader name of the header by which services announce draining; it
	 * has no meaning for the gateway's callers
	 * @param traces writes the headers of the request's trace
	 */
	Headers(String drainingHeader, TextMapPropagator traces) {
		this.traces = traces;
		this.notToCaller = with("content-length", "date", "server", drainingHeader.toLowerCase(Locale.ROOT));
	}

	void toService(ProxyExchange.Request request, HttpRequest outgoing) {
		HttpServletRequest received = request.getServerRequest().servletRequest();
		request.getHeaders().forEach((name, values) -> {
			if (!NOT_TO_SERVICE.contains(name.toLowerCase(Locale.ROOT))) {
				for (String value : values) {
					outgoing.addHeader(name, value);
				}
			}
		});
		// Address and scheme are the client's, as ForwardingValve found them.
		outgoing.addHeader(FORWARDED_FOR, received.getRemoteAddr());
		outgoing.addHeader(FORWARDED_PROTO, received.getScheme());
		String forwarded = received.getHeader(FORWARDED_HOST);
		String host = (forwarded != null) ? forwarded : received.getHeader(HttpHeaders.HOST);
		if (host != null) {
			outgoing.addHeader(FORWARDED_HOST, host);
		}
		// In a sampled trace, the client replaces this by the span of each attempt.
		this.traces.inject(Context.current(), outgoing, TRACE_HEADERS);
	}

	HttpHeaders toCaller(ClassicHttpResponse answer) {
		Set<String> dropped = this.notToCaller;
		for (Iterator<Header> named = answer.headerIterator(HttpHeaders.CONNECTION); named.hasNext();) {
			dropped = ConnectionHeaders.including(dropped, named.next().getValue());
		}
		HttpHeaders headers = new HttpHeaders();
		for (Iterator<Header> all = answer.headerIterator(); all.hasNext();) {
			Header header = all.next();
			if (!dropped.contains(header.getName().toLowerCase(Locale.ROOT))) {
				headers.add(header.getName(), header.getValue());
			}
		}
		return headers;
	}

	static void write(HttpHeaders headers, HttpServletResponse response) {
		headers.forEach((name, values) -> {
			if (ServedBy.HEADER.equalsIgnoreCase(name)) {
				response.setHeader(ServedBy.HEADER, servedBy(values, response.getHeader(ServedBy.HEADER)));
			}
			else {
				for (String value : values) {
					response.addHeader(name, value);
				}
			}
		});
	}

	/** The innermost instance first. */
	private static String servedBy(List<String> services, @Nullable String gateway) {
		return (gateway != null) ? services.getFirst() + ", " + gateway : services.getFirst();
	}

	private static Set<String> with(String... names) {
		Set<String> all = new HashSet<>(HOP_BY_HOP);
		all.addAll(Set.of(names));
		return Set.copyOf(all);
	}

}
