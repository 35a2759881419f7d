package dev.marea.lab.report;

import java.util.Locale;

/**
 * Writes figures for readers of one language. English has {@code 1,234.5 s}, Spanish has
 * {@code 1.234,5 s}; both have the same digits and units.
 */
enum Numerals {

	ENGLISH, SPANISH;

	/** A latency or duration: milliseconds below one second, seconds above. */
	String duration(double seconds) {
		double milliseconds = seconds * 1000;
		if (milliseconds == 0) {
			return "0 ms";
		}
		if (Math.abs(milliseconds) < 9.95) {
			return local(plain(milliseconds, 1).replaceFirst("\\.0$", "") + " ms");
		}
		if (Math.abs(milliseconds) < 999.5) {
			return local(plain(milliseconds, 0) + " ms");
		}
		return (Math.abs(seconds) < 9.995) ? local(plain(seconds, 2) + " s") : time(seconds);
	}

	/** A time since the run's start, or a duration known to a tenth of a second. */
	String time(double seconds) {
		return local(plain(seconds, 1) + " s");
	}

	String count(long number) {
		return local(String.format(Locale.ROOT, "%,d", number));
	}

	/** A number with at most {@code digits} decimals, without trailing zeros. */
	String number(double number, int digits) {
		String text = plain(number, digits);
		return local(text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text);
	}

	/** A number with exactly {@code digits} decimals. */
	String fixed(double number, int digits) {
		return local(plain(number, digits));
	}

	String rate(double perSecond) {
		return number(perSecond, (perSecond < 9.95) ? 1 : 0) + "/s";
	}

	/** A share, 0 to 1, as a percentage. */
	String percent(double share) {
		double percent = share * 100;
		if (percent > 0 && percent < 0.005) {
			return local("< 0.01 %");
		}
		return number(percent, (percent < 9.95) ? 2 : 1) + " %";
	}

	private static String plain(double number, int digits) {
		return String.format(Locale.ROOT, "%,." + digits + "f", number);
	}

	/**
	 * A figure that is written in English. Swaps the separators instead of asking the
	 * JDK: a JRE without the module {@code jdk.localedata} writes Spanish figures as
	 * English ones.
	 */
	String local(String text) {
		return (this == ENGLISH) ? text : text.replace(',', '\0').replace('.', ',').replace('\0', '.');
	}

}
