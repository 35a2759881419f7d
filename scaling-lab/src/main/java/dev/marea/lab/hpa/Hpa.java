package dev.marea.lab.hpa;

import java.nio.file.Path;
import java.util.List;

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
	 * Reads one {@code autoscaling/v2} HorizontalPodAutoscaler in YAML or JSON, as the
	 * API server of Kubernetes 1.35 would.
	 * @throws UsageError if the file cannot be read, if the API server would refuse it,
	 * or if it uses an unsupported feature
	 */
	public static Hpa read(Path file) {
		return HpaFile.read(file);
	}

	/** The same as a document, defaults included. */
	public JsonNode toJson() {
		return HpaDocument.of(this);
	}

	/** The same with another maximum, which is at least the minimum. */
	public Hpa withMaxReplicas(int maxReplicas) {
		return new Hpa(this.name, this.target, Math.min(this.minReplicas, maxReplicas), maxReplicas, this.metrics,
				this.behavior);
	}

}
