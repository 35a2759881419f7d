package dev.marea.gateway.client;

import java.net.InetAddress;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses as headers write them. Nothing here asks a name server.
 */
final class Addresses {

	private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

	/** A port, or an obfuscated one (RFC 7239, 6.2). */
	private static final Pattern PORT = Pattern.compile("[0-9]{1,5}|_[A-Za-z0-9._-]+");

	private Addresses() {
	}

	/**
	 * Reads an address. An IPv6 address that maps an IPv4 address becomes the latter.
	 * @return null if the text is no address
	 */
	static @Nullable InetAddress parse(String text) {
		if (!IPV4.matcher(text).matches() && (text.indexOf(':') < 0 || !IPV6.matcher(text).matches())) {
			return null;
		}
		try {
			return InetAddress.ofLiteral(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Reads a node of a forwarding header: {@code 192.0.2.1}, {@code 192.0.2.1:4711},
	 * {@code 2001:db8::1}, {@code [2001:db8::1]} or {@code [2001:db8::1]:4711}.
	 * @return null if it names no address, such as {@code unknown} or {@code _hidden}
	 */
	static @Nullable InetAddress parseNode(String node) {
		if (node.startsWith("[")) {
			int end = node.indexOf(']');
			String inside = (end > 0) ? node.substring(1, end) : "";
			return (inside.indexOf(':') >= 0 && isPortOrNothing(node.substring(end + 1))) ? parse(inside) : null;
		}
		int colon = node.indexOf(':');
		if (colon < 0 || node.indexOf(':', colon + 1) >= 0) {
			return parse(node);
		}
		return isPortOrNothing(node.substring(colon)) ? parse(node.substring(0, colon)) : null;
	}

	private static boolean isPortOrNothing(String rest) {
		return rest.isEmpty() || (rest.startsWith(":") && PORT.matcher(rest.substring(1)).matches());
	}

}
