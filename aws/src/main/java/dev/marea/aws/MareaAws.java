package dev.marea.aws;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.aws.eks.ChartCommand;
import dev.marea.aws.settings.Refused;
import dev.marea.aws.settings.Settings;
import dev.marea.aws.settings.SettingsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code marea deploy} asks of this module: it calls no API of AWS.
 */
@Command(name = "aws/app", description = "The CDK app of Marea.", mixinStandardHelpOptions = true,
		subcommands = { MareaAws.Synth.class, Plan.class, ChartCommand.class })
public final class MareaAws {

	private MareaAws() {
	}

	public static void main(String[] args) {
		System.exit(commandLine().execute(args));
	}

	static CommandLine commandLine() {
		CommandLine line = new CommandLine(new MareaAws()).setCaseInsensitiveEnumValuesAllowed(true);
		line.setExecutionExceptionHandler((ex, command, result) -> {
			Refused refused = refusal(ex);
			if (refused == null) {
				throw ex;
			}
			command.getErr().println("marea: " + refused.getMessage());
			return CommandLine.ExitCode.USAGE;
		});
		return line;
	}

	private static @Nullable Refused refusal(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof Refused refused) {
				return refused;
			}
		}
		return null;
	}

	/**
	 * Where settings and images are.
	 */
	static class Inputs {

		@Option(names = "--settings", paramLabel = "FILE", required = true,
				description = "the settings; given again, what a file says goes before those in the ones before")
		List<Path> files;

		@Option(names = "--images", paramLabel = "FILE", description = "digests that `marea images --push` wrote")
		@Nullable Path images;

		@Option(names = "--tag", paramLabel = "TAG", defaultValue = "unpushed",
				description = "tag of the images, without --images")
		String tag;

		Settings settings() {
			return SettingsFile.read(this.files);
		}

		Images images() {
			return (this.images != null) ? Images.pushed(this.images) : Images.tagged(this.tag);
		}

	}

	@Command(name = "synth", description = "Writes the templates.", mixinStandardHelpOptions = true)
	static final class Synth implements Callable<Integer> {

		@CommandLine.Mixin
		private Inputs inputs;

		@Option(names = "--out", paramLabel = "DIR", description = "where to (default: where the CDK says)")
		private @Nullable Path out;

		@Override
		public Integer call() {
			Shop.of(this.inputs.settings(), this.inputs.images(), this.out).app().synth();
			return CommandLine.ExitCode.OK;
		}

	}

}
