package dev.marea.lab.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * A command that the script {@code ./marea} runs as another script, without Java. This
 * class adds it to the help's list, and explains it where there is no checkout.
 */
@Command(mixinStandardHelpOptions = true)
final class CheckoutCommand implements Callable<Integer> {

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Unmatched
	@SuppressWarnings("NullAway.Init")
	private List<String> arguments;

	@Override
	public Integer call() {
		throw new UsageError("this works only in a checkout, as ./marea " + this.spec.name() + ".");
	}

}
