package dev.marea.cloud.balancer;

import java.net.URI;

/**
 * One running copy of a service, as its source lists it. Entries that differ in any
 * component are different instances.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port service port, 1 to 65535
 * @param name the platform's name for it, for example a pod's
 */
record Instance(String host, int port, String name) {

	Instance {
		if (host.isEmpty() || port < 1 || port > 65535) {
			throw new IllegalArgumentException("not an instance's address: '" + host + "', port " + port);
		}
	}

	/**
	 * From {@code host:port}, which is also the name.
	 * @throws IllegalArgumentException if the target has another form
	 */
	static Instance of(String target) {
		return of(target, target);
	}

	/**
	 * From {@code host:port} and a name.
	 * @throws IllegalArgumentException if the target has another form
	 */
	static Instance of(String target, String name) {
		URI uri = URI.create("http://" + target);
		if (uri.getHost() == null || !target.equals(uri.getRawAuthority()) || uri.getUserInfo() != null) {
			throw new IllegalArgumentException("not host:port: '" + target + "'");
		}
		String host = uri.getHost();
		return new Instance(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, uri.getPort(), name);
	}

}
