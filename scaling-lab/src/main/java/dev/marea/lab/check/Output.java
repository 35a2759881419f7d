package dev.marea.lab.check;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.lab.live.LiveView;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Summary;

/**
 * Where a run's progress and result are printed. With a format other than text, standard
 * output contains the result and nothing else.
 */
public final class Output {

	private final PrintStream out;

	private final PrintStream err;

	private final Format format;

	private final boolean quiet;

	Output(PrintStream out, PrintStream err, Format format, boolean quiet) {
		this.out = out;
		this.err = err;
		this.format = format;
		this.quiet = quiet;
	}

	/** Text on a stream, with progress. */
	public static Output text(PrintStream out) {
		return new Output(out, out, Format.TEXT, false);
	}

	/** The stream of progress; it discards everything if the output is quiet. */
	public PrintStream progress() {
		return this.quiet ? new PrintStream(OutputStream.nullOutputStream()) : besides();
	}

	/**
	 * The same as a writer.
	 * @param terminal the command's own writer to standard output
	 */
	public PrintWriter progress(PrintWriter terminal) {
		return (this.format == Format.TEXT && !this.quiet) ? terminal : new PrintWriter(progress(), true);
	}

	/** The stream of the text result. */
	private PrintStream besides() {
		return (this.format == Format.TEXT) ? this.out : this.err;
	}

	/** Opens the view of a run. */
	public LiveView view(RunInfo info) {
		if (this.quiet && this.format != Format.TEXT) {
			return LiveView.open(progress(), info, false);
		}
		boolean terminal = System.console() != null && System.console().isTerminal();
		return this.quiet ? LiveView.ofResult(this.out, info, terminal) : LiveView.open(besides(), info, terminal);
	}

	/** Prints a line of the text result. */
	public void line(String text) {
		if (this.format == Format.TEXT || !this.quiet) {
			besides().println(text);
		}
	}

	/**
	 * Prints the result, after the view was closed.
	 * @param checks those of every run
	 * @param assertions those of the command line
	 * @param record the run's folder
	 * @return the exit code
	 */
	public int finish(RunInfo info, Summary summary, List<Check> checks, List<Assertion> assertions, Path record) {
		List<Check> asserted = assertions.stream().map((assertion) -> assertion.check(summary)).toList();
		asserted.forEach(
				(check) -> line("  %-11s %s: %s; %s".formatted("assertion", word(check), check.name(), check.text())));
		List<Check> all = Stream.concat(checks.stream(), asserted.stream()).toList();
		print(new Documents(info, summary, all, record, Check.exitCode(all)));
		return Check.exitCode(all);
	}

	/**
	 * Prints the result of a command that ended before its run.
	 * @param check why it ended
	 * @return the exit code
	 */
	public int finishWithoutRun(Check check, int exitCode) {
		print(new Documents(null, null, List.of(check), null, exitCode));
		return exitCode;
	}

	private void print(Documents documents) {
		this.out.print(switch (this.format) {
			case TEXT -> "";
			case JSON -> documents.json();
			case MARKDOWN -> documents.markdown();
			case JUNIT -> documents.junit();
		});
		this.out.flush();
	}

	static String word(Check check) {
		return switch (check.outcome()) {
			case HELD -> "held";
			case INCONCLUSIVE -> "inconclusive";
			default -> "failed";
		};
	}

}
