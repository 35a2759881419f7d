package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;

import dev.marea.lab.hpa.DryRunCommand;
import dev.marea.lab.load.RunCommand;
import dev.marea.lab.load.WatchCommand;
import dev.marea.lab.local.DemoCommand;
import dev.marea.lab.local.UpCommand;
import dev.marea.lab.report.CompareCommand;
import dev.marea.lab.report.ReportCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code ./marea}. */
@Command(name = "marea", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
		description = "A shop that rises and falls with its load, and a lab that shows and measures how.",
		synopsisSubcommandLabel = "COMMAND",
		subcommands = { DemoCommand.class, UpCommand.class, RunCommand.class, WatchCommand.class, DryRunCommand.class,
				ReportCommand.class, CompareCommand.class, DoctorCommand.class })
public final class Marea {

	private static final int USAGE = 2;

	private static final int FAILED = 1;

	private Marea() {
	}

	public static void main(String[] args) {
		System.exit(commandLine().execute(args));
	}

	/** The command with all its subcommands, ready to be executed. */
	public static CommandLine commandLine() {
		CommandLine line = new CommandLine(new Marea());
		line.setParameterExceptionHandler((problem, args) -> badUsage(problem));
		line.setExecutionExceptionHandler((problem, command, result) -> failure(problem, command));
		line.setCaseInsensitiveEnumValuesAllowed(true);
		line.setUsageHelpAutoWidth(true);
		return line;
	}

	private static int badUsage(ParameterException problem) {
		CommandLine command = problem.getCommandLine();
		String message = problem.getMessage();
		if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
			String argument = unmatched.getUnmatched().getFirst();
			message = (command.getParent() == null && !argument.startsWith("-"))
					? "there is no command '" + argument + "'" : "'" + argument + "' is not known here";
		}
		return usage(command, message);
	}

	private static int usage(CommandLine command, String message) {
		PrintWriter err = command.getErr();
		err.println(name(command) + ": " + oneLine(message));
		err.print(Ansi.OFF.string("Usage: " + command.getHelp().synopsis(0)));
		err.flush();
		return USAGE;
	}

	private static int failure(Exception problem, CommandLine command) {
		if (problem instanceof UsageError) {
			return usage(command, String.valueOf(problem.getMessage()));
		}
		PrintWriter err = command.getErr();
		if (problem instanceof Failure) {
			err.println(name(command) + ": " + problem.getMessage());
		}
		else {
			Path log = FailureLog.write(problem);
			err.println(name(command) + ": something unexpected went wrong (" + oneLine(String.valueOf(problem))
					+ "); the details are in " + log + ".");
		}
		err.flush();
		return FAILED;
	}

	private static String name(CommandLine command) {
		return command.getCommandSpec().qualifiedName();
	}

	private static String oneLine(String text) {
		return text.strip().replaceAll("\\s*\\R\\s*", " ");
	}

}
