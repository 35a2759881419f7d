package dev.marea.cloud.balancer;

import java.net.URI;

/**
 * One running copy of a service, as its discovery names it. Two entries that differ in
 * anything are two instances.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port its service port, 1 to 65535
 * @param name what the platform calls it
 */
public record Instance(String host, int port, String name) {

	public Instance {
		if (host.isEmpty() || port < 1 || port > 65535) {
			throw new IllegalArgumentException("Not an address of an instance: '" + host + "', port " + port);
		}
	}

	/**
	 * From {@code host:port}, which is its name as well.
	 * @throws IllegalArgumentException where the target is not of that form
	 */
	public static Instance of(String target) {
		return of(target, target);
	}

	/**
	 * From {@code host:port} and a name.
	 * @throws IllegalArgumentException where the target is not of that form
	 */
	public static Instance of(String target, String name) {
		URI uri = URI.create("http://" + target);
		if (uri.getHost() == null || !target.equals(uri.getRawAuthority()) || uri.getUserInfo() != null) {
			throw new IllegalArgumentException("Not host:port: '" + target + "'");
		}
		String host = uri.getHost();
		return new Instance(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, uri.getPort(), name);
	}

}
