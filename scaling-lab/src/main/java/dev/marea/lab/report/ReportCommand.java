package dev.marea.lab.report;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./marea report}: writes a run's report again. */
@Command(name = "report", mixinStandardHelpOptions = true, sortOptions = false,
		description = "Write the report of a run, one HTML file that opens without a network.")
public final class ReportCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Parameters(paramLabel = "RUN", description = "The run's folder.")
	@SuppressWarnings("NullAway.Init")
	private Path run;

	@Option(names = "--out", paramLabel = "FILE",
			description = "File of the report (default: report.html in the run's folder).")
	private @Nullable Path out;

	@Override
	public Integer call() {
		Path file = (this.out != null) ? this.out : this.run.resolve(Report.FILE);
		Report.of(this.run).writeTo(file);
		PrintWriter printer = this.spec.commandLine().getOut();
		printer.println(file);
		printer.flush();
		return 0;
	}

}
