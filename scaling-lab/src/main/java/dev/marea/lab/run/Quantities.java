package dev.marea.lab.run;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;

/**
 * Durations, rates and shares as people write them: {@code 300ms}, {@code 2m30s},
 * {@code 100/s}, {@code 6000/m}, {@code 0.1%}.
 */
public final class Quantities {

	private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(ms|s|m|h)");

	private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(?:/(s|m|h))?");

	private static final Pattern SHARE = Pattern.compile("(\\d+(?:\\.\\d+)?|\\.\\d+)(%?)");

	/** A longer duration is a typing error, and would overflow in nanoseconds. */
	private static final double LONGEST_DAYS = 366;

	private static final double HIGHEST_RATE = 1e9;

	/** A bare number above it looks like a percentage without its sign. */
	private static final double HIGHEST_BARE_SHARE = 0.05;

	private Quantities() {
	}

	/** Seconds of a duration such as {@code 300ms}, {@code 60s}, {@code 2m30s}. */
	public static double seconds(String text, String what) {
		Matcher part = DURATION_PART.matcher(text);
		double seconds = 0;
		int end = 0;
		while (part.find() && part.start() == end) {
			seconds += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
				case "ms" -> 0.001;
				case "s" -> 1;
				case "m" -> 60;
				default -> 3600;
			};
			end = part.end();
		}
		if (end == 0 || end != text.length()) {
			throw new UsageError(what + " is '" + text + "', which is no duration such as 300ms, 60s or 2m30s.");
		}
		if (seconds > LONGEST_DAYS * 86_400) {
			throw new UsageError(what + " is '" + text + "', but 366 days are the most.");
		}
		return seconds;
	}

	/**
	 * Requests per second of a rate such as {@code 100/s}, {@code 6000/m} or {@code 100}.
	 */
	public static double perSecond(String text, String what) {
		Matcher rate = RATE.matcher(text);
		if (!rate.matches()) {
			throw new UsageError(what + " is '" + text + "', which is no rate such as 100/s or 6000/m.");
		}
		double number = Double.parseDouble(rate.group(1));
		if (number > HIGHEST_RATE) {
			throw new UsageError(what + " is '" + text + "', but " + format(HIGHEST_RATE) + "/s is the most.");
		}
		return number / ((rate.group(2) == null) ? 1 : seconds("1" + rate.group(2), what));
	}

	/**
	 * A share, 0 to 1, of {@code 0.1%} or {@code 0.001}. A number without a percent sign
	 * is at most 0.05: {@code 1} would mean everything, but its author mostly means 1 %.
	 */
	public static double share(String text, String what) {
		Matcher share = SHARE.matcher(text);
		double value = (!share.matches()) ? -1
				: Double.parseDouble(share.group(1)) / (share.group(2).isEmpty() ? 1 : 100);
		if (value < 0 || value > 1) {
			throw new UsageError(what + " is '" + text + "', which is no share such as 0.1% or 0.001.");
		}
		if (share.group(2).isEmpty() && value > HIGHEST_BARE_SHARE) {
			throw new UsageError("%s is '%s'; above 0.05 it needs a percent sign: write %s%% or %s%%.".formatted(what,
					text, format(value), format(value * 100)));
		}
		return value;
	}

	/** A number without needless digits: {@code 300}, {@code 0.1}, {@code 78.4}. */
	public static String format(double value) {
		return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().toPlainString();
	}

}
