package dev.marea.service.web;

import java.net.InetAddress;
import java.util.HexFormat;

/**
 * The network that counts as one client: an IPv4 address, or the /64 of an IPv6 address,
 * because any machine can use every address of its /64.
 */
public final class ClientNetwork {

	/** Bytes of an IPv6 address that belong to its network. */
	private static final int NETWORK = 8;

	private ClientNetwork() {
	}

	/**
	 * Returns the network of an address.
	 * @param address IPv4 or IPv6 address, as the servlet API has it
	 * @return at most 45 ASCII characters
	 */
	public static String of(String address) {
		if (address.indexOf(':') < 0) {
			return address;
		}
		int zone = address.indexOf('%');
		return of(InetAddress.ofLiteral((zone < 0) ? address : address.substring(0, zone)));
	}

	/**
	 * Returns the network of an address.
	 * @return at most 45 ASCII characters
	 */
	public static String of(InetAddress address) {
		byte[] bytes = address.getAddress();
		return (bytes.length > NETWORK) ? HexFormat.of().formatHex(bytes, 0, NETWORK) + "/64"
				: address.getHostAddress();
	}

}
