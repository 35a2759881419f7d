package dev.marea.lab.report;

import java.util.Locale;

/**
 * Writes figures as people read them: {@code 84 ms}, {@code 1.42 s}, {@code 23,412},
 * {@code 0.02 %}.
 */
public final class Figures {

	private Figures() {
	}

	/** A latency or duration: milliseconds below one second, seconds above. */
	public static String duration(double seconds) {
		double milliseconds = seconds * 1000;
		if (milliseconds == 0) {
			return "0 ms";
		}
		if (Math.abs(milliseconds) < 9.95) {
			return String.format(Locale.ROOT, "%.1f ms", milliseconds).replace(".0 ms", " ms");
		}
		if (Math.abs(milliseconds) < 999.5) {
			return String.format(Locale.ROOT, "%.0f ms", milliseconds);
		}
		return (Math.abs(seconds) < 9.995) ? String.format(Locale.ROOT, "%.2f s", seconds) : time(seconds);
	}

	/** A time since the run's start, or a duration known to a tenth of a second. */
	public static String time(double seconds) {
		return String.format(Locale.ROOT, "%,.1f s", seconds);
	}

	public static String count(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	/** A number with at most {@code digits} decimals, without trailing zeros. */
	public static String number(double number, int digits) {
		String text = fixed(number, digits);
		return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
	}

	/** A number with exactly {@code digits} decimals. */
	public static String fixed(double number, int digits) {
		return String.format(Locale.ROOT, "%,." + digits + "f", number);
	}

	public static String rate(double perSecond) {
		return number(perSecond, (perSecond < 9.95) ? 1 : 0) + "/s";
	}

	/** A share, 0 to 1, as a percentage. */
	public static String percent(double share) {
		double percent = share * 100;
		if (percent > 0 && percent < 0.005) {
			return "< 0.01 %";
		}
		return number(percent, (percent < 9.95) ? 2 : 1) + " %";
	}

}
