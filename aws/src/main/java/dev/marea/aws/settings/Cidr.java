package dev.marea.aws.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of IPv4 addresses.
 *
 * @param text as it was written
 * @param prefix bits that its addresses share
 */
record Cidr(String text, int prefix) {

	private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

	static Cidr of(String setting, String text) {
		Matcher matcher = FORM.matcher(text);
		Refused.unless(matcher.matches(), "%s has '%s', which is no range of IPv4 addresses such as 198.51.100.7/32.",
				setting, text);
		int prefix = Integer.parseInt(matcher.group(5));
		long address = 0;
		for (int part = 1; part <= 4; part++) {
			int value = Integer.parseInt(matcher.group(part));
			Refused.unless(value <= 255, "%s has '%s', but no part of an IPv4 address exceeds 255.", setting, text);
			address = address << 8 | value;
		}
		Refused.unless(prefix <= 32, "%s has '%s', but a range's prefix is at most 32.", setting, text);
		Refused.unless((address & (0xFFFFFFFFL >>> prefix)) == 0 || prefix == 32,
				"%s has '%s', whose address has bits set beyond its prefix.", setting, text);
		return new Cidr(text, prefix);
	}

	/** Whether it is one of the ranges that RFC 5737 keeps for documentation. */
	boolean forDocumentation() {
		return this.text.startsWith("192.0.2.") || this.text.startsWith("198.51.100.")
				|| this.text.startsWith("203.0.113.");
	}

}
