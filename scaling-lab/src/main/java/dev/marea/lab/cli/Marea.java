package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.lab.hpa.DryRunCommand;
import dev.marea.lab.load.RunCommand;
import dev.marea.lab.load.WatchCommand;
import dev.marea.lab.local.DemoCommand;
import dev.marea.lab.local.UpCommand;
import dev.marea.lab.replay.ReplayCommand;
import dev.marea.lab.report.CompareCommand;
import dev.marea.lab.report.ReportCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code ./marea}. */
@Command(name = "marea", mixinStandardHelpOptions = true, sortOptions = false,
		description = "A shop that scales out and in with its load, and a lab that measures how well.",
		synopsisSubcommandLabel = "COMMAND",
		subcommands = { DemoCommand.class, UpCommand.class, RunCommand.class, ReplayCommand.class, WatchCommand.class,
				DryRunCommand.class, ReportCommand.class, CompareCommand.class, DoctorCommand.class,
				CompletionCommand.class },
		exitCodeListHeading = "Exit codes of all commands:%n",
		exitCodeList = { ExitCode.HELD + ":Done, and every check held.", ExitCode.NOT_HELD
				+ ":A check failed: the SLO of --slo, an --assert, an invariant, a promise of the demo, a"
				+ " recorded or a live decision, an image's signature. Also a run in which every request failed.",
				ExitCode.WRONG_INPUT + ":Wrong input; nothing was done.",
				ExitCode.INCONCLUSIVE + ":Inconclusive: this machine was too busy for a verdict.",
				ExitCode.FAILED + ":The lab could not do it: something that it needs failed, or an unexpected error is"
						+ " in the log.",
				ExitCode.PROBLEM_FOUND + ":doctor found a problem." })
public final class Marea {

	/** A fixed width, because a test compares the help with files. */
	private static final int HELP_WIDTH = 80;

	private Marea() {
	}

	public static void main(String[] args) {
		System.exit(commandLine().execute(args));
	}

	/** The command with all its subcommands, ready to be executed. */
	public static CommandLine commandLine() {
		CommandLine line = new CommandLine(new Marea());
		checkoutCommand(line, "images", "Build the images of the services and of the lab.");
		checkoutCommand(line, "deploy", "Deploy the shop to AWS.");
		checkoutCommand(line, "destroy", "Delete the shop from AWS.");
		line.addSubcommand(new CommandLine.HelpCommand());
		Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
			.forEach((command) -> command.getCommandSpec().versionProvider(new Version()));
		line.setExecutionStrategy(Marea::execute);
		line.setParameterExceptionHandler((problem, args) -> badUsage(problem));
		line.setExecutionExceptionHandler((problem, command, result) -> failure(problem, command));
		line.setCaseInsensitiveEnumValuesAllowed(true);
		line.setExpandAtFiles(false);
		line.setUsageHelpWidth(HELP_WIDTH);
		line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
		return line;
	}

	private static void checkoutCommand(CommandLine line, String name, String description) {
		CommandLine command = new CommandLine(new CheckoutCommand());
		command.getCommandSpec().usageMessage().description(description);
		line.addSubcommand(name, command);
	}

	private static int execute(ParseResult parsed) {
		ParseResult last = parsed.asCommandLineList().getLast().getParseResult();
		Stream.concat(last.matchedOptions().stream(), last.matchedPositionals().stream())
			.forEach((argument) -> refuseEmpty(last, argument));
		try {
			return new CommandLine.RunLast().execute(parsed);
		}
		catch (StackOverflowError | OutOfMemoryError ex) {
			throw new ExecutionException(last.commandSpec().commandLine(), String.valueOf(ex), ex);
		}
	}

	/** An empty value is mostly an unset variable. */
	private static void refuseEmpty(ParseResult parsed, ArgSpec argument) {
		String name = (argument instanceof OptionSpec option) ? option.longestName()
				: ((PositionalParamSpec) argument).paramLabel();
		if (argument.originalStringValues().stream().anyMatch(String::isBlank)) {
			throw new ParameterException(parsed.commandSpec().commandLine(), name + " has an empty value.");
		}
	}

	private static int badUsage(ParameterException problem) {
		CommandLine command = problem.getCommandLine();
		String message = problem.getMessage();
		if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
			String argument = unmatched.getUnmatched().getFirst();
			message = (command.getParent() == null && !argument.startsWith("-"))
					? "there is no command '" + argument + "'" : "'" + argument + "' is not known here";
		}
		return usage(command, List.of(String.valueOf(message)));
	}

	private static int usage(CommandLine command, List<String> messages) {
		PrintWriter err = command.getErr();
		messages.forEach((message) -> err.println(name(command) + ": " + oneLine(message)));
		err.println("Try './" + name(command) + " --help'.");
		err.flush();
		return ExitCode.WRONG_INPUT;
	}

	private static int failure(Exception problem, CommandLine command) {
		if (problem instanceof UsageError error) {
			return usage(command, error.messages());
		}
		PrintWriter err = command.getErr();
		if (problem instanceof Failure) {
			err.println(name(command) + ": " + problem.getMessage());
		}
		else {
			Throwable cause = (problem instanceof ExecutionException && problem.getCause() != null) ? problem.getCause()
					: problem;
			Path log = FailureLog.write(cause);
			err.println(name(command) + ": something unexpected went wrong (" + oneLine(String.valueOf(cause))
					+ "); the details are in " + log + ".");
		}
		err.flush();
		return ExitCode.FAILED;
	}

	private static String name(CommandLine command) {
		return command.getCommandSpec().qualifiedName();
	}

	private static String oneLine(String text) {
		return text.strip().replaceAll("\\s*\\R\\s*", " ");
	}

}
