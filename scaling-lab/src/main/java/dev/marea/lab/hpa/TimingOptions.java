package dev.marea.lab.hpa;

import java.time.Duration;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantities;
import picocli.CommandLine.Option;

/** The controller's timing, as options of every command with an autoscaler. */
public final class TimingOptions {

	@Option(names = "--sync", paramLabel = "DURATION", defaultValue = "15s",
			description = "Sync period of the autoscaler (Kubernetes: ${DEFAULT-VALUE}).")
	private String sync = "15s";

	@Option(names = "--window", paramLabel = "DURATION", defaultValue = "15s",
			description = "Window of a metric (${DEFAULT-VALUE}).")
	private String window = "15s";

	@Option(names = "--down-stabilization", paramLabel = "DURATION", defaultValue = "300s",
			description = "Scale-down stabilization, if the HPA does not set it" + " (Kubernetes: ${DEFAULT-VALUE}).")
	private String downStabilization = "300s";

	/** Kubernetes' settings with this timing. */
	public Settings settings() {
		return Settings.KUBERNETES.withTiming(duration("--sync", this.sync, 1), duration("--window", this.window, 1),
				duration("--down-stabilization", this.downStabilization, 0));
	}

	private static Duration duration(String option, String text, int least) {
		double seconds = Quantities.seconds(text, option);
		if (seconds < least || seconds > 86_400) {
			throw new UsageError("%s is '%s', but must be %d s to 24 h.".formatted(option, text, least));
		}
		return Duration.ofNanos(Units.nanos(seconds));
	}

}
