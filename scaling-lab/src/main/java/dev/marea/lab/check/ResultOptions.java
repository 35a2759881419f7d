package dev.marea.lab.check;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantities;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that records a run: what is checked and printed. */
public final class ResultOptions {

	@Option(names = "--assert", paramLabel = "ASSERTION",
			description = "Check a figure of the summary, for example dropped==0, recover<=60s or 'p95(order)<=400ms'; exit code 1 if it fails. Repeatable.")
	private List<String> assertions = new ArrayList<>();

	@Option(names = "--ignore-first", paramLabel = "TIME",
			description = "Leave the first seconds out of the summary; the record keeps them.")
	private @Nullable String ignoreFirst;

	@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text",
			description = "Result on standard output: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}); all but text print progress on standard error.")
	private Format format = Format.TEXT;

	@Option(names = "--quiet", description = "Print the result only, no progress.")
	private boolean quiet;

	/**
	 * The assertions, checked before a request is sent.
	 * @param requests the names of the requests; absent if they are not known yet
	 */
	public List<Assertion> assertions(@Nullable Collection<String> requests) {
		return this.assertions.stream().map((text) -> Assertion.parse(text, requests)).toList();
	}

	/**
	 * Seconds that the summary leaves out; absent if none.
	 * @param duration planned duration of the run in seconds; absent if unknown
	 */
	public @Nullable Double ignoreFirst(@Nullable Double duration) {
		if (this.ignoreFirst == null) {
			return null;
		}
		double seconds = Quantities.seconds(this.ignoreFirst, "--ignore-first");
		if (duration != null && seconds >= duration) {
			throw new UsageError("--ignore-first is '%s', but the run lasts only %s s.".formatted(this.ignoreFirst,
					Quantities.format(duration)));
		}
		return seconds;
	}

	public Output output(PrintStream out, PrintStream err) {
		return new Output(out, err, this.format, this.quiet);
	}

}
