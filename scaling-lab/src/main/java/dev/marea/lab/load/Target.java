package dev.marea.lab.load;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.stream.Stream;

import dev.marea.lab.cli.UsageError;
import org.apache.hc.core5.http.HttpHost;

/**
 * The target of the load.
 *
 * @param host scheme, name and port
 * @param prefix prefix of every request's path; empty or without a slash at its end
 */
public record Target(HttpHost host, String prefix) {

	private static final int HIGHEST_PORT = 65_535;

	/**
	 * Accepts a URL on this machine, or on a host that was allowed by name: load that
	 * hits somebody else's service by mistake is an attack.
	 * @param remote allowed hosts
	 */
	public static Target of(String url, Set<String> remote) {
		URI uri;
		try {
			uri = URI.create(url.strip());
		}
		catch (IllegalArgumentException ex) {
			throw notUsable(url);
		}
		String scheme = uri.getScheme();
		String host = uri.getHost();
		if (host == null || !("http".equals(scheme) || "https".equals(scheme)) || uri.getRawQuery() != null
				|| uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
			throw notUsable(url);
		}
		if (!remote.contains(host) && !isLoopback(host)) {
			throw new UsageError(
					"%s is not this machine; to send load to it, give --allow-remote %s.".formatted(host, host));
		}
		if (uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
			throw new UsageError(
					"The port of '%s' is %d; it must be 1 to %d.".formatted(url, uri.getPort(), HIGHEST_PORT));
		}
		int port = (uri.getPort() != -1) ? uri.getPort() : "https".equals(scheme) ? 443 : 80;
		return new Target(new HttpHost(scheme, host, port), uri.getRawPath().replaceFirst("/+$", ""));
	}

	/**
	 * The same of a URL with the path and query of one request; it has no prefix.
	 */
	static Target ofRequest(String url, Set<String> remote) {
		Target target = of(url.strip().replaceFirst("\\?.*", ""), remote);
		pathOf(url);
		return new Target(target.host(), "");
	}

	/** Path and query of a URL, percent-encoded. */
	static String pathOf(String url) {
		try {
			URI uri = URI.create(url.strip());
			String path = (uri.getRawPath() == null || uri.getRawPath().isEmpty()) ? "/" : uri.getRawPath();
			return (uri.getRawQuery() != null) ? path + "?" + uri.getRawQuery() : path;
		}
		catch (IllegalArgumentException ex) {
			throw notUsable(url);
		}
	}

	private static UsageError notUsable(String url) {
		return new UsageError("'" + url + "' is no URL such as http://127.0.0.1:8080.");
	}

	private static boolean isLoopback(String host) {
		try {
			return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
		}
		catch (UnknownHostException ex) {
			throw new UsageError("There is no host " + host + ".", ex);
		}
	}

	@Override
	public String toString() {
		return this.host.toURI() + this.prefix;
	}

}
