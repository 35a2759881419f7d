package dev.marea.gateway.client;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses whose forwarding headers are read.
 */
final class TrustedProxies {

	private final List<Range> ranges;

	/**
	 * Reads the configuration.
	 * @throws IllegalArgumentException if one of them is no address and no CIDR range
	 */
	TrustedProxies(List<String> ranges) {
		this.ranges = ranges.stream().map(String::strip).filter((range) -> !range.isEmpty()).map(Range::of).toList();
	}

	boolean trusts(InetAddress address) {
		for (Range range : this.ranges) {
			if (range.includes(address)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A range of addresses. Spring Security's {@code InetAddressMatcher} does not compare
	 * address families: there, {@code 2001:db8::/32} includes the IPv4 address
	 * 32.1.13.184.
	 *
	 * @param network an address of the range
	 * @param bits how many leading bits all addresses of the range share
	 */
	private record Range(byte[] network, int bits) {

		static Range of(String range) {
			int slash = range.indexOf('/');
			InetAddress address = Addresses.parse((slash < 0) ? range : range.substring(0, slash));
			if (address == null) {
				throw malformed(range);
			}
			int all = address.getAddress().length * Byte.SIZE;
			String bits = (slash < 0) ? Integer.toString(all) : range.substring(slash + 1);
			if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > all) {
				throw malformed(range);
			}
			return new Range(address.getAddress(), Integer.parseInt(bits));
		}

		boolean includes(InetAddress address) {
			byte[] other = address.getAddress();
			int whole = this.bits / Byte.SIZE;
			int rest = this.bits % Byte.SIZE;
			return other.length == this.network.length && Arrays.equals(other, 0, whole, this.network, 0, whole)
					&& (rest == 0 || ((other[whole] ^ this.network[whole]) & 0xFF) >> (Byte.SIZE - rest) == 0);
		}

		private static IllegalArgumentException malformed(String range) {
			return new IllegalArgumentException(
					"marea.trusted-proxies has '%s', which is neither an address nor a range such as 10.0.0.0/8"
						.formatted(range));
		}

	}

}
