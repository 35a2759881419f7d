package dev.marea.lab.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./marea completion}: completes commands and options in a shell. */
@Command(name = "completion", mixinStandardHelpOptions = true, sortOptions = false,
		description = { "Print the completion of this command for bash and zsh.",
				"In the shell's start file: source <(/path/to/marea completion)" })
final class CompletionCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() {
		CommandLine marea = this.spec.root().commandLine();
		PrintWriter out = this.spec.commandLine().getOut();
		out.println(AutoComplete.bash(marea.getCommandName(), marea));
		out.flush();
		return ExitCode.HELD;
	}

}
