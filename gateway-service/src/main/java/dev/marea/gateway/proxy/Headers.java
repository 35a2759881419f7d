package dev.marea.gateway.proxy;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;

/**
 * Which headers go on to the service and which come back. Headers about one connection
 * (RFC 9110, 7.6.1) stay on it; the trace context and the token go through as they are.
 * {@link ConnectionHeaders} has hidden those that the caller's {@code Connection} names.
 */
final class Headers {

	private static final String SERVED_BY = "Served-By";

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-authenticate",
			"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

	/** Set anew for the service: by the client, or below. */
	private static final Set<String> NOT_TO_SERVICE = with("host", "content-length", "expect", "x-forwarded-for",
			"x-forwarded-host", "x-forwarded-proto", WarmUpRequests.HEADER.toLowerCase(Locale.ROOT));

	/** Set anew for the caller by the web server, or between service and gateway only. */
	private final Set<String> notToCaller;

	/**
	 * Creates the rules.
	 * @param drainingHeader name of the header by which services announce draining;
	 * callers of the gateway cannot do anything with it
	 */
	Headers(String drainingHeader) {
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
		String before = request.getHeaders().getFirst("X-Forwarded-For");
		String caller = received.getRemoteAddr();
		outgoing.addHeader("X-Forwarded-For", (before != null) ? before + ", " + caller : caller);
		forward(request, outgoing, "X-Forwarded-Host", received.getHeader(HttpHeaders.HOST));
		forward(request, outgoing, "X-Forwarded-Proto", received.getScheme());
	}

	/** A proxy in front of the gateway knows better. */
	private static void forward(ProxyExchange.Request request, HttpRequest outgoing, String name,
			@Nullable String own) {
		String before = request.getHeaders().getFirst(name);
		String value = (before != null) ? before : own;
		if (value != null) {
			outgoing.addHeader(name, value);
		}
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
			if (SERVED_BY.equalsIgnoreCase(name)) {
				response.setHeader(SERVED_BY, servedBy(values, response.getHeader(SERVED_BY)));
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
