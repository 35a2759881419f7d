package dev.marea.lab.hpa;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A HorizontalPodAutoscaler with the API server's defaults filled in.
 *
 * @param name its name
 * @param target what it scales
 * @param behavior absent if the file has none: the controller's older fixed limits then
 * apply
 */
public record Hpa(String name, Target target, int minReplicas, int maxReplicas, List<Metric> metrics,
		@Nullable Behavior behavior) {

	public Hpa {
		metrics = List.copyOf(metrics);
	}

	/** The scale target, {@code apps/v1 Deployment/catalog}. */
	public record Target(@Nullable String apiVersion, String kind, String name) {

		@Override
		public String toString() {
			return this.kind + "/" + this.name;
		}

	}

	/**
	 * Reads the only HorizontalPodAutoscaler of a file and ignores the notices.
	 * @throws UsageError as {@link #read(Path, String, Consumer)} does
	 */
	public static Hpa read(Path file) {
		return read(file, null, (notice) -> {
		});
	}

	/**
	 * Reads a HorizontalPodAutoscaler in YAML or JSON, as kubectl and the API server of
	 * Kubernetes 1.35 would. The file may hold other objects, several documents and
	 * lists. Older versions are converted; of a ScaledObject of KEDA, the
	 * HorizontalPodAutoscaler that KEDA makes of it is read.
	 * @param file the file; {@code -} is standard input
	 * @param name which HorizontalPodAutoscaler, as {@code NAME} or
	 * {@code NAMESPACE/NAME}; absent for the only one
	 * @param notices receives sentences about what is read otherwise than it is written
	 * @throws UsageError with all faults, if the file cannot be read or if the API server
	 * would refuse it
	 */
	public static Hpa read(Path file, @Nullable String name, Consumer<String> notices) {
		return HpaFile.read(file, name, notices);
	}

	/**
	 * The HorizontalPodAutoscaler of a document of the API server.
	 * @throws UsageError if it cannot be understood
	 */
	public static Hpa of(JsonNode document) {
		return HpaParser.parse(new Field(Findings.failFast("the live HorizontalPodAutoscaler"), "", document));
	}

	/** The same as a document, defaults included. */
	public JsonNode toJson() {
		return HpaDocument.of(this);
	}

	/**
	 * Seconds for which a decision depends on earlier syncs: stabilization windows and
	 * the periods of policies.
	 */
	public double memory(Settings settings) {
		double stabilization = settings.downscaleStabilization().toSeconds();
		if (this.behavior == null) {
			return stabilization;
		}
		Behavior.Rules up = this.behavior.scaleUp();
		Behavior.Rules down = this.behavior.scaleDown();
		Integer upWindow = up.stabilizationWindowSeconds();
		Integer downWindow = down.stabilizationWindowSeconds();
		double windows = Math.max((upWindow != null) ? upWindow : 0, (downWindow != null) ? downWindow : stabilization);
		return Math.max(windows, Math.max(up.longestPeriodSeconds(), down.longestPeriodSeconds()));
	}

	/** The same with another maximum, which is at least the minimum. */
	public Hpa withMaxReplicas(int maxReplicas) {
		return new Hpa(this.name, this.target, Math.min(this.minReplicas, maxReplicas), maxReplicas, this.metrics,
				this.behavior);
	}

	/**
	 * The same with other metrics. Without an Object or External metric, the minimum is
	 * at least 1: no other metric has a value at 0 replicas.
	 */
	public Hpa withMetrics(List<Metric> metrics) {
		int least = metrics.stream().anyMatch(Metric::withoutPods) ? 0 : 1;
		return new Hpa(this.name, this.target, Math.max(least, this.minReplicas), this.maxReplicas, metrics,
				this.behavior);
	}

}
