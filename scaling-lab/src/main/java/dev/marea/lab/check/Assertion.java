package dev.marea.lab.check;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * An assertion of the command line over a figure of the summary, such as
 * {@code p95(order)<=400ms}. A figure that was not measured fails it.
 *
 * @param text as it was given
 * @param figure the asserted figure
 * @param operator {@code ==}, {@code !=}, {@code <=}, {@code >=}, {@code <} or {@code >}
 * @param bound in the figure's unit
 */
public record Assertion(String text, Figure figure, String operator, double bound) {

	private static final Pattern PATTERN = Pattern
		.compile("([A-Za-z][A-Za-z0-9.\\-]*)\\s*(?:\\((.+)\\))?\\s*(==|!=|<=|>=|<|>)\\s*([^=<>!\\s]+)");

	/**
	 * Reads an assertion.
	 * @param requests the names that its requests have; absent if they are not known
	 * before the run
	 * @throws UsageError if it is not understood, or names an unknown figure or request
	 */
	public static Assertion parse(String text, @Nullable Collection<String> requests) {
		Matcher matcher = PATTERN.matcher(text.strip());
		if (!matcher.matches()) {
			throw new UsageError(
					"--assert '%s' is not understood; it reads like dropped==0, recover<=60s or 'p95(order)<=400ms'."
						.formatted(text));
		}
		Figure figure = figure(text, matcher.group(1), matcher.group(2), requests);
		String what = "The bound of --assert '" + text + "'";
		return new Assertion(text.strip(), figure, matcher.group(3), figure.unit().value(matcher.group(4), what));
	}

	private static Figure figure(String text, String name, @Nullable String request,
			@Nullable Collection<String> requests) {
		Figure figure = (request != null) ? Figure.ofRequest(name, request.strip()) : Figure.ALL.get(name);
		if (figure == null) {
			throw new UsageError("--assert '%s' names the figure '%s', but %s.".formatted(text, name,
					(request != null) ? "a request has " + Figure.namesOfRequest()
							: "a summary has " + String.join(", ", Figure.ALL.keySet())));
		}
		if (request != null && requests != null && !requests.contains(request.strip())) {
			throw new UsageError("--assert '%s' names the request '%s', but the load has %s.".formatted(text,
					request.strip(), requests.isEmpty() ? "none with a name" : String.join(", ", requests)));
		}
		return figure;
	}

	/**
	 * Whether it holds for a run, with the measured figure or the reason for its lack.
	 */
	public Check check(Summary summary) {
		Double value = this.figure.value().apply(summary);
		if (value == null) {
			return new Check(this.text, Verdict.Outcome.BROKEN, "not measured: " + this.figure.absent().apply(summary));
		}
		boolean held = switch (this.operator) {
			case "==" -> value == this.bound;
			case "!=" -> value != this.bound;
			case "<=" -> value <= this.bound;
			case ">=" -> value >= this.bound;
			case "<" -> value < this.bound;
			default -> value > this.bound;
		};
		Verdict.Outcome outcome = held ? Verdict.Outcome.HELD
				: excused(summary) ? Verdict.Outcome.INCONCLUSIVE : Verdict.Outcome.BROKEN;
		return new Check(this.text, outcome, this.figure.name() + " is " + this.figure.unit().text(value));
	}

	/** Whether the busy machine explains every request that was dropped. */
	private boolean excused(Summary summary) {
		boolean drops = this.figure.name().startsWith("dropped") || this.figure.name().startsWith("errors");
		return drops && summary.dropped() > 0 && Verdict.dropsExcused(summary);
	}

}
