package dev.marea.lab.report;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.run.Run;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./marea compare}: compares two runs. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Show the measures of two runs side by side.")
public final class CompareCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Parameters(index = "0", paramLabel = "RUN", description = "The folder of run A, the base of the comparison.")
	@SuppressWarnings("NullAway.Init")
	private Path a;

	@Parameters(index = "1", paramLabel = "RUN", description = "The folder of run B.")
	@SuppressWarnings("NullAway.Init")
	private Path b;

	@Option(names = "--out", paramLabel = "FILE", description = "Also write both runs into one HTML file.")
	private @Nullable Path out;

	@Override
	public Integer call() {
		Report first = Report.of(this.a);
		Report second = Report.of(this.b);
		Comparison comparison = new Comparison(first.run(), second.run());
		PrintWriter printer = this.spec.commandLine().getOut();
		lines(comparison).forEach(printer::println);
		if (this.out != null) {
			new ComparisonPage(comparison, first, second).writeTo(this.out);
			printer.println();
			printer.println(this.out);
		}
		printer.flush();
		return 0;
	}

	private static List<String> lines(Comparison comparison) {
		List<Comparison.Row> rows = comparison.rows();
		int name = rows.stream().mapToInt((row) -> row.name().length()).max().orElse(0);
		String format = "%-" + name + "s  %10s  %10s  %7s";
		Stream<String> table = rows.stream()
			.map((row) -> format.formatted(row.name(), text(row.a()), text(row.b()),
					Objects.toString(row.ratio(), "")));
		Stream<String> unlike = comparison.unlike().isEmpty() ? Stream.empty() : Stream
			.concat(Stream.of("", "Different input:"), comparison.unlike().stream().map((line) -> "  " + line));
		return Stream
			.of(Stream.of(title("A", comparison.a()), title("B", comparison.b()), "",
					format.formatted("", "A", "B", "B/A")), table, unlike)
			.flatMap((lines) -> lines)
			.map(String::stripTrailing)
			.toList();
	}

	private static String text(@Nullable String figure) {
		return (figure != null) ? figure : "-";
	}

	private static String title(String name, Run run) {
		return name + "  "
				+ Stream.of(run.info().id(), run.info().scenario(), run.info().shape())
					.filter(Objects::nonNull)
					.map((part) -> part.replaceAll("\\p{Cntrl}", " "))
					.collect(Collectors.joining(", "));
	}

}
