package dev.marea.lab.hpa;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.RunFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** {@code ./marea dry-run}: what an HPA would have decided. */
@Command(name = "dry-run", mixinStandardHelpOptions = true, sortOptions = false,
		customSynopsis = "marea dry-run (--vectors=FILE | --hpa=FILE [--run=DIR [TIMING]])",
		description = { "Print what a HorizontalPodAutoscaler would have decided.",
				"With --hpa alone: checks the file and prints it with Kubernetes' defaults filled in." })
public final class DryRunCommand implements Callable<Integer> {

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
		.enable(YAMLWriteFeature.MINIMIZE_QUOTES)
		.enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
		.build();

	private static final List<String> OPTIONS_OF_A_RUN = List.of("--cpu-request", "--sync", "--window",
			"--down-stabilization");

	@Spec
	private CommandSpec spec;

	@Option(names = "--vectors", paramLabel = "FILE",
			description = "Recorded situations to decide again, JSON lines, plain or gzipped; exit code 0 only if"
					+ " all decisions equal the controller's.")
	private @Nullable Path vectors;

	@Option(names = "--hpa", paramLabel = "FILE", description = "An autoscaling/v2 HorizontalPodAutoscaler.")
	private @Nullable Path hpa;

	@Option(names = "--run", paramLabel = "DIR", description = "A recorded run to decide over.")
	private @Nullable Path run;

	@Option(names = "--cpu-request", paramLabel = "QUANTITY",
			description = "Assumed CPU request of each instance of the run, for example 500m.")
	private @Nullable String cpuRequest;

	@Mixin
	private TimingOptions timing = new TimingOptions();

	@Override
	public Integer call() {
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.run == null) {
			OPTIONS_OF_A_RUN.forEach(this::refuseWithoutRun);
		}
		if (this.vectors != null && this.hpa == null && this.run == null) {
			return replay(out, this.vectors);
		}
		if (this.hpa == null || this.vectors != null) {
			throw new UsageError("give either --vectors FILE or --hpa FILE.");
		}
		Hpa read = Hpa.read(this.hpa);
		Settings settings = this.timing.settings();
		if (this.run != null) {
			decide(out, read, settings, this.run);
		}
		else {
			print(out, read, settings);
		}
		out.flush();
		return ExitCode.HELD;
	}

	private void refuseWithoutRun(String option) {
		if (this.spec.commandLine().getParseResult().hasMatchedOption(option)) {
			throw new UsageError(option + " is given without --run.");
		}
	}

	private int replay(PrintWriter out, Path file) {
		boolean[] different = new boolean[1];
		Vectors.replay(file, (result) -> {
			out.println("%s: %d/%d".formatted(result.name(), result.equal(), result.all()));
			out.flush();
			if (result.firstDifference() != null) {
				different[0] = true;
				this.spec.commandLine().getErr().println(result.name() + ": " + result.firstDifference());
			}
		});
		return different[0] ? ExitCode.NOT_HELD : ExitCode.HELD;
	}

	private static void print(PrintWriter out, Hpa hpa, Settings settings) {
		out.print(YAML.writeValueAsString(hpa.toJson()));
		out.println(
				"# Defaults where the HPA sets none: tolerance %s, scale-down stabilization %d s; a sync every %d s."
					.formatted(settings.tolerance(), settings.downscaleStabilization().toSeconds(),
							settings.syncPeriod().toSeconds()));
	}

	private void decide(PrintWriter out, Hpa hpa, Settings settings, Path folder) {
		Double request = cores();
		if (request != null
				&& hpa.metrics().stream().noneMatch((metric) -> metric.kind() == Metric.Kind.CPU_UTILIZATION)) {
			throw new UsageError("--cpu-request is given, but the HPA does not use CPU utilization.");
		}
		for (Metric metric : hpa.metrics()) {
			if (metric.kind() == Metric.Kind.CPU_UTILIZATION && this.cpuRequest == null) {
				throw new UsageError(
						"the HPA uses CPU utilization; give the CPU request of an instance with --cpu-request.");
			}
			if (!metric.name().equals(RecordedRun.REQUESTS) && !metric.name().equals("cpu")) {
				throw new UsageError("the HPA uses %s, but a run records only %s and cpu."
					.formatted(Text.shortened(metric.name()), RecordedRun.REQUESTS));
			}
		}
		RecordedRun recorded = new RecordedRun(RunFolder.read(folder), (int) settings.metricWindow().toSeconds(),
				request);
		HpaController controller = new HpaController(hpa, settings);
		out.println("     t  ready  decided  reason");
		int before = -1;
		for (Observation seen : recorded.observations((int) settings.syncPeriod().toSeconds())) {
			Decision decision = controller.decide(seen);
			if (decision.desired() != before) {
				long ready = seen.pods().stream().filter(PodSample::ready).count();
				out.println(
						"%4.0f s  %5d  %7d  %s".formatted(seen.now(), ready, decision.desired(), decision.reason()));
				before = decision.desired();
			}
		}
	}

	private @Nullable Double cores() {
		if (this.cpuRequest == null) {
			return null;
		}
		try {
			double cores = Quantity.parse(this.cpuRequest).value().doubleValue();
			if (cores > 0) {
				return cores;
			}
		}
		catch (NumberFormatException ex) {
			// Said below, as for what is not above zero.
		}
		throw new UsageError("--cpu-request is '%s', which is no CPU request such as 500m or 2."
			.formatted(Text.shortened(this.cpuRequest)));
	}

}
