package dev.marea.lab.hpa;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kubernetes quantity such as {@code 500m}, {@code 1k}, {@code 2Ki} or {@code 1e3}. As
 * in apimachinery 0.35 ({@code resource/quantity.go}) nothing is finer than a billionth,
 * and what is finer is rounded away from zero.
 */
record Quantity(BigDecimal value) {

	private static final Pattern FORM = Pattern
		.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,2})");

	private static final Map<String, Integer> DECIMAL = Map.ofEntries(Map.entry("", 0), Map.entry("n", -9),
			Map.entry("u", -6), Map.entry("m", -3), Map.entry("k", 3), Map.entry("M", 6), Map.entry("G", 9),
			Map.entry("T", 12), Map.entry("P", 15), Map.entry("E", 18));

	private static final Map<String, Integer> BINARY = Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei",
			60);

	/**
	 * @throws NumberFormatException if the text is not a quantity
	 */
	static Quantity parse(String text) {
		Matcher form = FORM.matcher(text.strip());
		if (text.length() > 100 || !form.matches()) {
			throw new NumberFormatException(text);
		}
		BigDecimal number = new BigDecimal(form.group(1));
		String suffix = form.group(2);
		Integer binary = BINARY.get(suffix);
		Integer decimal = DECIMAL.get(suffix);
		if (binary != null) {
			number = number.multiply(new BigDecimal(BigInteger.TWO.pow(binary)));
		}
		else {
			number = number.scaleByPowerOfTen((decimal != null) ? decimal : Integer.parseInt(suffix.substring(1)));
		}
		return new Quantity((number.scale() > 9) ? number.setScale(9, RoundingMode.UP) : number);
	}

	/**
	 * Thousandths, rounded up, as the controller computes with.
	 * @throws ArithmeticException if there are more than a long holds
	 */
	long milli() {
		return this.value.scaleByPowerOfTen(3).setScale(0, RoundingMode.CEILING).longValueExact();
	}

	/**
	 * The nearest double, by way of the canonical form (mantissa times the largest power
	 * of a thousand). The API server writes that form, so the controller sees a tolerance
	 * that way.
	 */
	double approximate() {
		BigDecimal exact = this.value.stripTrailingZeros();
		int power = Math.max(-9, Math.floorDiv(-exact.scale(), 3) * 3);
		BigDecimal mantissa = exact.scaleByPowerOfTen(-power);
		return (power == 0) ? mantissa.doubleValue() : mantissa.doubleValue() * Double.parseDouble("1e" + power);
	}

	@Override
	public String toString() {
		BigDecimal exact = this.value.stripTrailingZeros();
		return (exact.scale() > 0 && exact.scale() <= 3) ? exact.scaleByPowerOfTen(3).toPlainString() + "m"
				: exact.toPlainString();
	}

}
