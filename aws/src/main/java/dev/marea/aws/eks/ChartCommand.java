package dev.marea.aws.eks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.aws.settings.Settings;
import dev.marea.aws.settings.SettingsFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes what is put into the cluster.
 */
@Command(name = "cluster", description = "Writes what is put into the cluster.", mixinStandardHelpOptions = true)
public final class ChartCommand implements Callable<Integer> {

	@Option(names = "--settings", paramLabel = "FILE", required = true, description = "the settings, as for synth")
	private List<Path> files;

	@Option(names = "--outputs", paramLabel = "FILE", required = true,
			description = "what `cdk deploy --outputs-file` wrote")
	private Path outputs;

	@Option(names = "--example", paramLabel = "FILE", description = "values of the chart's example for EKS")
	private @Nullable Path example;

	@Parameters(paramLabel = "WHAT", description = "values (of the chart) or nodes (manifests to apply before it)")
	private What what;

	@Spec
	private CommandSpec spec;

	enum What {

		VALUES, NODES

	}

	@Override
	public Integer call() {
		Settings settings = SettingsFile.read(this.files);
		Outputs there = Outputs.read(this.outputs, settings.name());
		this.spec.commandLine().getOut().print(switch (this.what) {
			case VALUES -> ChartValues.written(ChartValues.of(this.example, settings, there));
			case NODES -> ChartValues.written(NodeManifests.of(settings, there));
		});
		this.spec.commandLine().getOut().flush();
		return CommandLine.ExitCode.OK;
	}

}
