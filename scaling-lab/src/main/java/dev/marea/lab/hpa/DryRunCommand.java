package dev.marea.lab.hpa;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.marea.lab.check.Output;
import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.kubernetes.ShadowPlace;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.shadow.LiveTarget;
import dev.marea.lab.shadow.ShadowRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** {@code ./marea dry-run}: what an HPA would have decided. */
@Command(name = "dry-run", mixinStandardHelpOptions = true, sortOptions = false,
		customSynopsis = { "marea dry-run --vectors=FILE", "       marea dry-run --hpa=FILE [--name=NAME]",
				"       marea dry-run --hpa=FILE [--name=NAME] --run=DIR [TIMING]",
				"       marea dry-run --hpa=FILE [--name=NAME] --on=kubernetes [TARGET] [TIMING]" },
		description = { "Print what a HorizontalPodAutoscaler would have decided.",
				"With --hpa alone: checks the file and prints it with Kubernetes' defaults filled in.",
				"With --on: decides beside a live autoscaler, scales nothing, and prints where the two differ;"
						+ " exit code 0 only if they do not differ." })
public final class DryRunCommand implements Callable<Integer> {

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
		.enable(YAMLWriteFeature.MINIMIZE_QUOTES)
		.enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
		.build();

	private static final List<String> OPTIONS_OF_A_RUN = List.of("--cpu-request", "--memory-request", "--window");

	private static final List<String> OPTIONS_OF_SYNCS = List.of("--sync", "--down-stabilization");

	@Spec
	private CommandSpec spec;

	@Option(names = "--vectors", paramLabel = "FILE",
			description = "Recorded situations to decide again, JSON lines, plain or gzipped; exit code 0 only if"
					+ " all decisions equal the controller's.")
	private @Nullable Path vectors;

	@Option(names = "--hpa", paramLabel = "FILE",
			description = "A file with a HorizontalPodAutoscaler of any version or a ScaledObject of KEDA;"
					+ " - is standard input.")
	private @Nullable Path hpa;

	@Option(names = "--name", paramLabel = "NAME",
			description = "Which HorizontalPodAutoscaler of the file: NAME or NAMESPACE/NAME.")
	private @Nullable String name;

	@Option(names = "--run", paramLabel = "DIR", description = "A recorded run to decide over.")
	private @Nullable Path run;

	@Option(names = "--cpu-request", paramLabel = "QUANTITY",
			description = "Assumed CPU request of each instance of the run, for example 500m.")
	private @Nullable String cpuRequest;

	@Option(names = "--memory-request", paramLabel = "QUANTITY",
			description = "Assumed memory request of each instance of the run, for example 512Mi.")
	private @Nullable String memoryRequest;

	@Option(names = "--on", paramLabel = "PLACE",
			description = "Place of the live autoscaler: ${COMPLETION-CANDIDATES}.")
	private @Nullable On on;

	@Mixin
	private TimingOptions timing = new TimingOptions();

	@ArgGroup(exclusive = false, heading = "%nTARGET, with --on kubernetes:%n")
	private @Nullable ShadowPlace target;

	@Override
	public Integer call() throws InterruptedException {
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.run == null) {
			OPTIONS_OF_A_RUN.forEach((option) -> refuse(option, "--run"));
		}
		if (this.run == null && this.on == null) {
			OPTIONS_OF_SYNCS.forEach((option) -> refuse(option, "--run or --on"));
		}
		if (this.target != null && this.on == null) {
			throw new UsageError("options of --on kubernetes are given without it.");
		}
		if (this.name != null && this.hpa == null) {
			throw new UsageError("--name is given without --hpa.");
		}
		if (this.vectors != null && this.hpa == null && this.run == null) {
			return replay(out, this.vectors);
		}
		if (this.hpa == null || this.vectors != null) {
			throw new UsageError("give either --vectors FILE or --hpa FILE.");
		}
		if (this.run != null && this.on != null) {
			throw new UsageError("give either --run DIR or --on PLACE.");
		}
		Hpa read = Hpa.read(this.hpa, this.name, this::warn);
		Settings settings = this.timing.settings();
		if (this.on != null) {
			return shadow(read, settings, Objects.requireNonNullElseGet(this.target, ShadowPlace::new));
		}
		if (this.run != null) {
			decide(out, read, settings, this.run);
		}
		else {
			print(out, read, settings);
		}
		out.flush();
		return ExitCode.HELD;
	}

	/** Standard output holds only the document, so that it can be applied. */
	private void warn(String notice) {
		PrintWriter err = this.spec.commandLine().getErr();
		err.println(this.spec.qualifiedName() + ": " + notice);
		err.flush();
	}

	private void refuse(String option, String without) {
		if (this.spec.commandLine().getParseResult().hasMatchedOption(option)) {
			throw new UsageError("%s is given without %s.".formatted(option, without));
		}
	}

	private int shadow(Hpa hpa, Settings settings, ShadowPlace place) throws InterruptedException {
		double seconds = place.seconds();
		RunFolder.requireNew(place.out());
		try (LiveTarget live = place.open(hpa)) {
			return new ShadowRun(hpa, settings, Output.text(System.out), place.out(), seconds,
					this.spec.commandLine().getParseResult().originalArgs())
				.beside(live);
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
		Double cpu = request("--cpu-request", this.cpuRequest, "500m or 2", hpa, PodSample.CPU, "CPU");
		Double memory = request("--memory-request", this.memoryRequest, "512Mi or 1Gi", hpa, PodSample.MEMORY,
				"memory");
		RecordedRun recorded = new RecordedRun(RunFolder.read(folder), (int) settings.metricWindow().toSeconds(), cpu,
				memory);
		List<String> without = hpa.metrics()
			.stream()
			.filter((metric) -> !recorded.has(metric))
			.map((metric) -> "the run has no figures of %s".formatted(Text.shortened(metric.label())))
			.toList();
		Hpa decided = hpa.withMetrics(hpa.metrics().stream().filter(recorded::has).toList());
		if (decided.metrics().isEmpty()) {
			throw new UsageError(without.stream().map((text) -> text + ", so nothing can be decided.").toList());
		}
		without.forEach((text) -> out.println("# %s: decided without it; a cluster could want more.".formatted(text)));
		HpaController controller = new HpaController(decided, settings);
		out.println("     t  ready  decided  reason");
		int before = -1;
		for (SyncInput seen : recorded.observations((int) settings.syncPeriod().toSeconds())) {
			Decision decision = controller.decide(seen);
			if (decision.desired() != before) {
				long ready = seen.pods().stream().filter(PodSample::ready).count();
				out.println(
						"%4.0f s  %5d  %7d  %s".formatted(seen.now(), ready, decision.desired(), decision.reason()));
				before = decision.desired();
			}
		}
	}

	/** The request that a utilization of the HPA is a share of. */
	private static @Nullable Double request(String option, @Nullable String text, String example, Hpa hpa, String label,
			String shown) {
		boolean used = hpa.metrics()
			.stream()
			.anyMatch((metric) -> metric.kind().utilization() && metric.label().equals(label));
		if (text == null) {
			if (used) {
				throw new UsageError("the HPA uses %1$s utilization; give the %1$s request of an instance with %2$s."
					.formatted(shown, option));
			}
			return null;
		}
		try {
			double amount = Quantity.parse(text).value().doubleValue();
			if (amount > 0) {
				if (!used) {
					throw new UsageError(
							"%s is given, but the HPA does not use %s utilization.".formatted(option, shown));
				}
				return amount;
			}
		}
		catch (NumberFormatException ex) {
			// Said below, as for what is not above zero.
		}
		throw new UsageError("%s is '%s', which is no %s request such as %s.".formatted(option, Text.shortened(text),
				shown, example));
	}

	/** The places with a live autoscaler. */
	enum On {

		KUBERNETES;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
