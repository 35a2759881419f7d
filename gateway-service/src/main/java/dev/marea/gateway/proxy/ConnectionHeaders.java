package dev.marea.gateway.proxy;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Hides the headers that a request's {@code Connection} header names, as they apply to
 * one connection only (RFC 9110, 7.6.1). It runs first, so that security, routes and
 * filters see the same headers. A caller can then not remove a header that a route's
 * filter adds.
 */
final class ConnectionHeaders implements Filter {

	/** Options that name no header. */
	private static final Set<String> OPTIONS = Set.of("close", "keep-alive");

	/** The web server has already used these headers to read the request. */
	private static final Set<String> SHOWN = Set.of("connection", "content-length", "expect", "host",
			"transfer-encoding");

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest http = (HttpServletRequest) request;
		Set<String> hidden = named(http.getHeaders(HttpHeaders.CONNECTION));
		chain.doFilter(hidden.isEmpty() ? request : new Rest(http, hidden), response);
	}

	private static Set<String> named(Enumeration<String> connection) {
		Set<String> all = Set.of();
		while (connection.hasMoreElements()) {
			all = including(all, connection.nextElement());
		}
		if (!all.isEmpty()) {
			all.removeAll(SHOWN);
		}
		return all;
	}

	/** The names, and those of headers that one {@code Connection} header names. */
	static Set<String> including(Set<String> names, String connection) {
		if (OPTIONS.contains(connection.toLowerCase(Locale.ROOT))) {
			return names;
		}
		Set<String> all = new HashSet<>(names);
		for (String name : connection.split(",")) {
			all.add(name.strip().toLowerCase(Locale.ROOT));
		}
		all.removeAll(OPTIONS);
		return all;
	}

	/**
	 * A request without some of its headers.
	 */
	private static final class Rest extends HttpServletRequestWrapper {

		private final Set<String> hidden;

		Rest(HttpServletRequest request, Set<String> hidden) {
			super(request);
			this.hidden = hidden;
		}

		private boolean hides(String name) {
			return this.hidden.contains(name.toLowerCase(Locale.ROOT));
		}

		@Override
		public @Nullable String getHeader(String name) {
			return hides(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return hides(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			List<String> names = Collections.list(super.getHeaderNames());
			names.removeIf(this::hides);
			return Collections.enumeration(names);
		}

		@Override
		public int getIntHeader(String name) {
			return hides(name) ? -1 : super.getIntHeader(name);
		}

		@Override
		public long getDateHeader(String name) {
			return hides(name) ? -1 : super.getDateHeader(name);
		}

		@Override
		public @Nullable String getContentType() {
			return hides(HttpHeaders.CONTENT_TYPE) ? null : super.getContentType();
		}

	}

}
