package dev.marea.gateway.proxy;

import java.util.Enumeration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;

import dev.marea.gateway.Route;
import dev.marea.service.web.WarmUpRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which headers go on to the service and which come back. Those that are about one
 * connection (RFC 9110, 7.6.1) stay on theirs; the trace context and the token go through
 * as they are.
 */
final class Headers {

	private static final String SERVED_BY = "Served-By";

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-authenticate",
			"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

	/** Set anew for the service: by the client, or below. */
	private static final Set<String> NOT_INWARD = with("host", "content-length", "expect", "x-forwarded-for",
			"x-forwarded-host", "x-forwarded-proto", WarmUpRequests.HEADER.toLowerCase(Locale.ROOT));

	/** Set anew for the caller: by the web server, or below. */
	private static final Set<String> NOT_OUTWARD = with("content-length", "date", "server", "served-by", "location",
			"content-location");

	private Headers() {
	}

	static void inward(HttpServletRequest request, HttpRequest outgoing) {
		Set<String> dropped = including(NOT_INWARD, request.getHeaders("Connection"));
		for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements();) {
			String name = names.nextElement();
			if (!dropped.contains(name.toLowerCase(Locale.ROOT))) {
				request.getHeaders(name).asIterator().forEachRemaining((value) -> outgoing.addHeader(name, value));
			}
		}
		String before = request.getHeader("X-Forwarded-For");
		String caller = request.getRemoteAddr();
		outgoing.addHeader("X-Forwarded-For", (before != null) ? before + ", " + caller : caller);
		forward(request, outgoing, "X-Forwarded-Host", request.getHeader("Host"));
		forward(request, outgoing, "X-Forwarded-Proto", request.getScheme());
	}

	/** A proxy in front of the gateway knows better. */
	private static void forward(HttpServletRequest request, HttpRequest outgoing, String name, @Nullable String own) {
		String before = request.getHeader(name);
		String value = (before != null) ? before : own;
		if (value != null) {
			outgoing.addHeader(name, value);
		}
	}

	static void outward(ClassicHttpResponse answer, HttpServletResponse response, Route route) {
		Set<String> dropped = NOT_OUTWARD;
		for (Iterator<Header> named = answer.headerIterator("Connection"); named.hasNext();) {
			dropped = including(dropped, named.next().getValue());
		}
		for (Iterator<Header> headers = answer.headerIterator(); headers.hasNext();) {
			Header header = headers.next();
			if (!dropped.contains(header.getName().toLowerCase(Locale.ROOT))) {
				response.addHeader(header.getName(), header.getValue());
			}
		}
		location(answer, response, route, "Location");
		location(answer, response, route, "Content-Location");
		Header servedBy = answer.getFirstHeader(SERVED_BY);
		if (servedBy != null) {
			String own = response.getHeader(SERVED_BY);
			response.setHeader(SERVED_BY, (own != null) ? servedBy.getValue() + ", " + own : servedBy.getValue());
		}
	}

	private static void location(ClassicHttpResponse answer, HttpServletResponse response, Route route, String name) {
		Header header = answer.getFirstHeader(name);
		if (header == null) {
			return;
		}
		String value = header.getValue();
		String origin = "http://" + route.service();
		String outward = route.outward(value.startsWith(origin + "/") ? value.substring(origin.length()) : value);
		response.setHeader(name, (outward != null) ? outward : value);
	}

	private static Set<String> including(Set<String> names, Enumeration<String> connection) {
		Set<String> all = names;
		while (connection.hasMoreElements()) {
			all = including(all, connection.nextElement());
		}
		return all;
	}

	private static Set<String> including(Set<String> names, String connection) {
		if ("keep-alive".equalsIgnoreCase(connection) || "close".equalsIgnoreCase(connection)) {
			return names;
		}
		Set<String> all = new HashSet<>(names);
		for (String name : connection.split(",")) {
			all.add(name.strip().toLowerCase(Locale.ROOT));
		}
		return all;
	}

	private static Set<String> with(String... names) {
		Set<String> all = new HashSet<>(HOP_BY_HOP);
		all.addAll(Set.of(names));
		return Set.copyOf(all);
	}

}
