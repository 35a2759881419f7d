package dev.marea.lab.report;

import java.util.function.Function;

/**
 * The same text for readers of English and of Spanish, each with its own way to write
 * figures.
 *
 * @param en English
 * @param es Spanish
 */
public record Words(String en, String es) {

	static final Words NOT_MEASURED = new Words("not measured", "no medido");

	/** A text without words, such as a figure with its unit. */
	static Words of(Function<Numerals, String> text) {
		return new Words(text.apply(Numerals.ENGLISH), text.apply(Numerals.SPANISH));
	}

	/** A text that is alike in both, such as a name. */
	static Words same(String text) {
		return new Words(text, text);
	}

	static Words count(long number) {
		return of((numerals) -> numerals.count(number));
	}

	static Words duration(double seconds) {
		return of((numerals) -> numerals.duration(seconds));
	}

	static Words time(double seconds) {
		return of((numerals) -> numerals.time(seconds));
	}

	static Words number(double number, int digits) {
		return of((numerals) -> numerals.number(number, digits));
	}

	static Words percent(double share) {
		return of((numerals) -> numerals.percent(share));
	}

	static Words rate(double perSecond) {
		return of((numerals) -> numerals.rate(perSecond));
	}

}
