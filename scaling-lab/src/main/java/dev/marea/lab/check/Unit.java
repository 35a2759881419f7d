package dev.marea.lab.check;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.report.Figures;
import dev.marea.lab.run.Quantities;

/** What a figure counts, and how people write its values. */
enum Unit {

	/** Whole numbers: requests, instances. */
	COUNT {
		@Override
		double value(String text, String what) {
			return number(text, what);
		}

		@Override
		String text(double value) {
			return Figures.count(Math.round(value));
		}
	},

	/** A share, 0 to 1. */
	SHARE {
		@Override
		double value(String text, String what) {
			return Quantities.share(text, what);
		}

		@Override
		String text(double value) {
			return Figures.percent(value);
		}
	},

	/** Seconds. */
	DURATION {
		@Override
		double value(String text, String what) {
			return text.equals("0") ? 0 : Quantities.seconds(text, what);
		}

		@Override
		String text(double value) {
			return Figures.duration(value);
		}
	},

	/** Requests per second. */
	RATE {
		@Override
		double value(String text, String what) {
			return Quantities.perSecond(text, what);
		}

		@Override
		String text(double value) {
			return Figures.number(value, 3) + "/s";
		}
	},

	/** A number without a unit. */
	NUMBER {
		@Override
		double value(String text, String what) {
			return number(text, what);
		}

		@Override
		String text(double value) {
			return Figures.number(value, 4);
		}
	};

	/**
	 * Reads a value as people write it.
	 * @param what for the message
	 * @throws UsageError if it is no value of this unit
	 */
	abstract double value(String text, String what);

	abstract String text(double value);

	private static double number(String text, String what) {
		if (!text.matches("\\d{1,15}(\\.\\d{1,9})?")) {
			throw new UsageError(what + " is '" + text + "', which is no number such as 3 or 1.5.");
		}
		return Double.parseDouble(text);
	}

}
