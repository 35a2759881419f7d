package dev.marea.gateway.client;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.marea.gateway.client.ProxyProperties.ForwardedHeader;
import org.jspecify.annotations.Nullable;

/**
 * A request's client as trusted proxies report it.
 *
 * @param address the right-most address that is not a trusted proxy's. If a trusted proxy
 * hides the address or does not know it, the address of this proxy; if all addresses are
 * trusted, the left-most one
 * @param scheme {@code http} or {@code https}; null if no trusted proxy reports it
 * @param host host and port that the client asked for; null if no trusted proxy reports
 * it
 */
record Forwarding(InetAddress address, @Nullable String scheme, @Nullable String host) {

	/** RFC 3986: a name, an IPv4 address, or an IPv6 address in brackets, and a port. */
	private static final Pattern HOST = Pattern
		.compile("(?:[A-Za-z0-9._~-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

	/**
	 * Reads the headers of a request that came from a trusted proxy.
	 * @param peer address of that proxy
	 * @param headers lines of a header, by its name, in the order of arrival
	 */
	static Forwarding of(InetAddress peer, TrustedProxies proxies, ForwardedHeader header, HeaderLines headers) {
		return (header == ForwardedHeader.FORWARDED) ? standard(peer, proxies, headers)
				: conventional(peer, proxies, headers);
	}

	private static Forwarding conventional(InetAddress peer, TrustedProxies proxies, HeaderLines headers) {
		InetAddress address = peer;
		FromTheRight nodes = new FromTheRight(headers.lines("X-Forwarded-For"));
		while (proxies.trusts(address)) {
			String node = nodes.next();
			InetAddress before = (node != null) ? Addresses.parseNode(node) : null;
			if (before == null) {
				break;
			}
			address = before;
		}
		return new Forwarding(address, scheme(new FromTheRight(headers.lines("X-Forwarded-Proto")).next()),
				host(new FromTheRight(headers.lines("X-Forwarded-Host")).next()));
	}

	private static Forwarding standard(InetAddress peer, TrustedProxies proxies, HeaderLines headers) {
		InetAddress address = peer;
		String scheme = null;
		String host = null;
		FromTheRight elements = new FromTheRight(headers.lines("Forwarded"));
		while (proxies.trusts(address)) {
			String element = elements.next();
			Map<String, String> pairs = (element != null) ? pairs(element) : Map.of();
			if (!pairs.isEmpty()) {
				scheme = scheme(pairs.get("proto"));
				host = host(pairs.get("host"));
			}
			InetAddress before = pairs.containsKey("for") ? Addresses.parseNode(pairs.get("for")) : null;
			if (before == null) {
				break;
			}
			address = before;
		}
		return new Forwarding(address, scheme, host);
	}

	/** The pairs of an element of {@code Forwarded}; none if it is malformed. */
	private static Map<String, String> pairs(String element) {
		Map<String, String> pairs = new HashMap<>();
		FromTheRight all = new FromTheRight(List.of(element), ';');
		for (String pair = all.next(); pair != null; pair = all.next()) {
			int equals = pair.indexOf('=');
			if (equals <= 0) {
				return Map.of();
			}
			String value = unquoted(pair.substring(equals + 1));
			if (value == null || pairs.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), value) != null) {
				return Map.of();
			}
		}
		return pairs;
	}

	private static @Nullable String unquoted(String value) {
		if (!value.startsWith("\"")) {
			return (value.indexOf('"') < 0) ? value : null;
		}
		StringBuilder unquoted = new StringBuilder();
		for (int i = 1; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '"') {
				return (i == value.length() - 1) ? unquoted.toString() : null;
			}
			if (c == '\\' && ++i < value.length()) {
				c = value.charAt(i);
			}
			unquoted.append(c);
		}
		return null;
	}

	private static @Nullable String scheme(@Nullable String value) {
		return ("http".equalsIgnoreCase(value) || "https".equalsIgnoreCase(value)) ? value.toLowerCase(Locale.ROOT)
				: null;
	}

	private static @Nullable String host(@Nullable String value) {
		return (value != null && HOST.matcher(value).matches()) ? value : null;
	}

	/** The header lines of a request. */
	@FunctionalInterface
	interface HeaderLines {

		List<String> lines(String name);

	}

	/**
	 * The elements of a list in one or several lines, from last to first. Separators in
	 * quoted strings do not count. Parsing starts at the right, so that no caller's text,
	 * such as an unclosed quote, changes the elements that proxies appended.
	 */
	private static final class FromTheRight {

		private final List<String> lines;

		private final char separator;

		private int line;

		/** End of the rest of the line; below 0 if nothing is left. */
		private int end;

		FromTheRight(List<String> lines) {
			this(lines, ',');
		}

		FromTheRight(List<String> lines, char separator) {
			this.lines = lines;
			this.separator = separator;
			this.line = lines.size();
			this.end = -1;
		}

		/** The previous element; null if there is none. Skips empty elements. */
		@Nullable String next() {
			while (true) {
				if (this.end < 0) {
					if (this.line == 0) {
						return null;
					}
					this.line--;
					this.end = this.lines.get(this.line).length();
				}
				String rest = this.lines.get(this.line);
				int start = start(rest, this.end);
				String element = rest.substring(start, this.end).strip();
				this.end = start - 1;
				if (!element.isEmpty()) {
					return element;
				}
			}
		}

		private int start(String text, int before) {
			boolean quoted = false;
			for (int i = before - 1; i >= 0; i--) {
				char c = text.charAt(i);
				if (c == '"' && !isEscaped(text, i)) {
					quoted = !quoted;
				}
				else if (c == this.separator && !quoted) {
					return i + 1;
				}
			}
			return 0;
		}

		private static boolean isEscaped(String text, int at) {
			int backslashes = 0;
			while (at - backslashes > 0 && text.charAt(at - backslashes - 1) == '\\') {
				backslashes++;
			}
			return backslashes % 2 == 1;
		}

	}

}
