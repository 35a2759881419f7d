package dev.marea.lab.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./marea compare}: compares two runs, or several runs of two sides. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Show the measures of two runs side by side: compare A B.",
				"With several runs on each side, say what differs beyond their noise: compare A... vs B..." })
public final class CompareCommand implements Callable<Integer> {

	private static final String AGAINST = "vs";

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Parameters(paramLabel = "RUN", arity = "2..*",
			description = "The folders of the runs of A, the base, then vs, then those of B. A folder of runs stands for all of them. Two folders need no vs.")
	private List<String> runs = new ArrayList<>();

	@Option(names = "--alpha", paramLabel = "P", defaultValue = "0.01",
			description = "Largest probability of a false alarm, for all figures together (default ${DEFAULT-VALUE}).")
	private double alpha = 0.01;

	@Option(names = "--min-change", paramLabel = "PERCENT", defaultValue = "5%",
			description = "Smaller changes do not count (default 5%%).")
	private String leastChange = "5%";

	@Option(names = "--fail-if", paramLabel = "VERDICT",
			description = "Exit code 1 if B is worse, or different, in any figure, or lacks one that A has: ${COMPLETION-CANDIDATES}.")
	private @Nullable FailIf failIf;

	@Option(names = "--out", paramLabel = "FILE",
			description = "Also write both runs into one HTML file; for one run on each side.")
	private @Nullable Path out;

	@Override
	public Integer call() {
		List<Path> a = new ArrayList<>();
		List<Path> b = new ArrayList<>();
		split(a, b);
		PrintWriter printer = this.spec.commandLine().getOut();
		try {
			if (a.size() == 1 && b.size() == 1 && this.failIf == null) {
				compare(a.getFirst(), b.getFirst(), printer);
				return ExitCode.HELD;
			}
			return compare(a, b, printer);
		}
		finally {
			printer.flush();
		}
	}

	private void split(List<Path> a, List<Path> b) {
		int against = this.runs.indexOf(AGAINST);
		if (against < 0 && this.runs.size() != 2) {
			throw new UsageError("With more than two runs, 'vs' separates the sides: compare A1 A2 vs B1 B2.");
		}
		int end = (against < 0) ? 1 : against;
		this.runs.subList(0, end).forEach((run) -> a.addAll(expanded(Path.of(run))));
		this.runs.subList((against < 0) ? 1 : against + 1, this.runs.size())
			.forEach((run) -> b.addAll(expanded(Path.of(run))));
		if (a.isEmpty() || b.isEmpty()) {
			throw new UsageError("Both sides need a run: compare A1 A2 vs B1 B2.");
		}
	}

	/** The runs in a folder of runs; anything else stays as it is. */
	private static List<Path> expanded(Path folder) {
		if (RunFolder.isRun(folder) || !Files.isDirectory(folder)) {
			return List.of(folder);
		}
		try (Stream<Path> children = Files.list(folder)) {
			List<Path> runs = children.filter(RunFolder::isRun).sorted().toList();
			return runs.isEmpty() ? List.of(folder) : runs;
		}
		catch (IOException ex) {
			throw new UsageError(folder + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	private void compare(Path a, Path b, PrintWriter printer) {
		Report first = Report.of(a);
		Report second = Report.of(b);
		Comparison comparison = new Comparison(first.run(), second.run());
		lines(comparison).forEach(printer::println);
		if (this.out != null) {
			new ComparisonPage(comparison, first, second).writeTo(this.out);
			printer.println();
			printer.println(this.out);
		}
	}

	private int compare(List<Path> a, List<Path> b, PrintWriter printer) {
		if (this.out != null) {
			throw new UsageError("--out writes one run of each side; give one of each.");
		}
		if (!(this.alpha > 0 && this.alpha < 1)) {
			throw new UsageError("--alpha must be above 0 and below 1.");
		}
		List<Run> runsOfA = a.stream().map(RunFolder::read).toList();
		List<Run> runsOfB = b.stream().map(RunFolder::read).toList();
		Differences differences = new Differences(runsOfA, runsOfB, this.alpha, leastChange());
		List<Differences.Row> rows = differences.rows();
		printer.println(title("A", runsOfA));
		printer.println(title("B", runsOfB));
		printer.println();
		table(rows).forEach(printer::println);
		printer.println();
		List<String> unlike = new Comparison(runsOfA.getFirst(), runsOfB.getFirst()).unlike()
			.stream()
			.map(Words::en)
			.toList();
		if (!unlike.isEmpty()) {
			printer.println("Different input:");
			unlike.forEach((line) -> printer.println("  " + line));
		}
		List<String> worse = names(rows, "worse");
		List<String> better = names(rows, "better");
		printer.println(worse.isEmpty() ? "B is worse in no figure." : "B is worse: " + String.join(", ", worse));
		if (!better.isEmpty()) {
			printer.println("B is better: " + String.join(", ", better));
		}
		List<Differences.Gap> gaps = differences.gaps();
		if (!gaps.isEmpty()) {
			printer.println("Not tested, as some runs lack it: " + gaps.stream()
				.map((gap) -> cleaned(
						"%s (A %d of %d, B %d of %d)".formatted(gap.name(), gap.a(), a.size(), gap.b(), b.size())))
				.collect(Collectors.joining("; ")));
		}
		List<String> lost = gaps.stream().filter(Differences.Gap::lost).map((gap) -> cleaned(gap.name())).toList();
		if (!lost.isEmpty()) {
			printer.println("B lacks what A has: " + String.join("; ", lost));
		}
		printer.println(String.format(Locale.ROOT,
				"Permutation test with the maximum statistic (Westfall and Young), %,d assignments, alpha %s, at least %s.",
				differences.assignments(), Figures.number(this.alpha, 4), this.leastChange));
		boolean failed = (this.failIf != null && !lost.isEmpty()) || (this.failIf == FailIf.WORSE && !worse.isEmpty())
				|| (this.failIf == FailIf.DIFFERENT && !(worse.isEmpty() && better.isEmpty()));
		return failed ? ExitCode.NOT_HELD : ExitCode.HELD;
	}

	private double leastChange() {
		String number = this.leastChange.strip().replaceFirst("\\s*%$", "");
		if (!number.matches("\\d{1,4}(\\.\\d{1,4})?")) {
			throw new UsageError("--min-change is '" + this.leastChange + "', which is no percentage such as 5%.");
		}
		return Double.parseDouble(number) / 100;
	}

	/** Names of requests come from records, which anyone may have written. */
	private static String cleaned(String text) {
		return text.replaceAll("\\p{Cntrl}", " ");
	}

	private static List<String> names(List<Differences.Row> rows, String verdict) {
		return rows.stream().filter((row) -> row.verdict().equals(verdict)).map(Differences.Row::name).toList();
	}

	private static List<String> table(List<Differences.Row> rows) {
		int name = rows.stream().mapToInt((row) -> row.name().length()).max().orElse(0);
		String format = "%-" + name + "s  %10s  %10s  %8s  %6s  %s";
		return Stream
			.concat(Stream.of(format.formatted("", "A", "B", "change", "p", "")),
					rows.stream()
						.map((row) -> format.formatted(row.name(), row.a(), row.b(), change(row.change()),
								Figures.fixed(row.p(), 3), row.verdict())))
			.map((line) -> line.replaceAll("\\p{Cntrl}", " ").stripTrailing())
			.toList();
	}

	private static String change(double change) {
		return Double.isInfinite(change) ? "new" : String.format(Locale.ROOT, "%+.0f %%", change * 100);
	}

	private static String title(String name, List<Run> runs) {
		String more = (runs.size() == 1) ? "" : " to " + runs.getLast().info().id();
		return "%s  %d runs, medians: %s%s".formatted(name, runs.size(), runs.getFirst().info().id(), more)
			.replaceAll("\\p{Cntrl}", " ");
	}

	private static List<String> lines(Comparison comparison) {
		List<Comparison.Row> rows = comparison.rows();
		int name = rows.stream().mapToInt((row) -> row.name().en().length()).max().orElse(0);
		String format = "%-" + name + "s  %10s  %10s  %7s";
		Stream<String> table = rows.stream()
			.map((row) -> format.formatted(row.name().en(), text(row.a()), text(row.b()),
					(row.ratio() != null) ? row.ratio().en() : ""));
		Stream<String> unlike = comparison.unlike().isEmpty() ? Stream.empty() : Stream
			.concat(Stream.of("", "Different input:"), comparison.unlike().stream().map((line) -> "  " + line.en()));
		return Stream
			.of(Stream.of(title("A", comparison.a()), title("B", comparison.b()), "",
					format.formatted("", "A", "B", "B/A")), table, unlike)
			.flatMap((lines) -> lines)
			.map(String::stripTrailing)
			.toList();
	}

	private static String text(@Nullable Words figure) {
		return (figure != null) ? figure.en() : "-";
	}

	private static String title(String name, Run run) {
		return name + "  "
				+ Stream.of(run.info().id(), run.info().scenario(), run.info().shape())
					.filter(Objects::nonNull)
					.map((part) -> part.replaceAll("\\p{Cntrl}", " "))
					.collect(Collectors.joining(", "));
	}

	/** When a comparison fails. */
	enum FailIf {

		WORSE, DIFFERENT;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
