package dev.marea.lab.report;

/**
 * Writes figures as people read them in English: {@code 84 ms}, {@code 1.42 s},
 * {@code 23,412}, {@code 0.02 %}.
 */
public final class Figures {

	private Figures() {
	}

	/** A latency or duration: milliseconds below one second, seconds above. */
	public static String duration(double seconds) {
		return Numerals.ENGLISH.duration(seconds);
	}

	/** A time since the run's start, or a duration known to a tenth of a second. */
	public static String time(double seconds) {
		return Numerals.ENGLISH.time(seconds);
	}

	public static String count(long number) {
		return Numerals.ENGLISH.count(number);
	}

	/** A number with at most {@code digits} decimals, without trailing zeros. */
	public static String number(double number, int digits) {
		return Numerals.ENGLISH.number(number, digits);
	}

	/** A number with exactly {@code digits} decimals. */
	public static String fixed(double number, int digits) {
		return Numerals.ENGLISH.fixed(number, digits);
	}

	public static String rate(double perSecond) {
		return Numerals.ENGLISH.rate(perSecond);
	}

	/** A share, 0 to 1, as a percentage. */
	public static String percent(double share) {
		return Numerals.ENGLISH.percent(share);
	}

}
