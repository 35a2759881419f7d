package dev.marea.lab.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.run.Quantities;
import dev.marea.lab.shadow.LiveTarget;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The target of a live autoscaler of the kubeconfig's cluster, as options. */
public final class ShadowPlace {

	private static final String DEPLOYMENT = "Deployment";

	private static final String STATEFUL_SET = "StatefulSet";

	private static final String LONGEST = "24h";

	@Option(names = { "-n", "--namespace" }, paramLabel = "NAMESPACE",
			description = "The namespace (default: the context's).")
	private @Nullable String namespace;

	@Option(names = "--deployment", paramLabel = "NAME",
			description = "The Deployment that the live autoscaler scales (default: the target of --hpa).")
	private @Nullable String deployment;

	@Option(names = "--statefulset", paramLabel = "NAME", description = "The StatefulSet, in place of a Deployment.")
	private @Nullable String statefulSet;

	@Option(names = "--for", paramLabel = "TIME",
			description = "End after this time, at most " + LONGEST + " (default: 10m).")
	private @Nullable String duration;

	@Option(names = "--out", paramLabel = "DIR",
			description = "The run's folder, new or empty (default: a new one in .marea/runs).")
	private @Nullable Path out;

	public @Nullable Path out() {
		return this.out;
	}

	/** How long the shadow decides, in seconds. */
	public double seconds() {
		double seconds = Quantities.seconds((this.duration != null) ? this.duration : "10m", "--for");
		if (seconds < 1 || seconds > Quantities.seconds(LONGEST, "--for")) {
			throw new UsageError("--for is '%s', but must be 1 s to %s.".formatted(this.duration, LONGEST));
		}
		return seconds;
	}

	/**
	 * Connects to the target.
	 * @throws UsageError if it does not exist, or if this user may not read it
	 */
	public LiveTarget open(Hpa hpa) {
		Hpa.Target target = target(hpa);
		return open(KubernetesPlace.client(), target, hpa);
	}

	LiveTarget open(KubernetesClient client, Hpa hpa) {
		return open(client, target(hpa), hpa);
	}

	private LiveTarget open(KubernetesClient client, Hpa.Target target, Hpa hpa) {
		try {
			String namespace = (this.namespace != null) ? this.namespace
					: Objects.requireNonNullElse(client.getNamespace(), "default");
			return new LiveWorkload(client, namespace, target.kind(), target.name(), hpa);
		}
		catch (RuntimeException ex) {
			client.close();
			throw ex;
		}
	}

	private Hpa.Target target(Hpa hpa) {
		if (this.deployment != null && this.statefulSet != null) {
			throw new UsageError("give --deployment or --statefulset, not both.");
		}
		if (this.deployment != null) {
			return new Hpa.Target(null, DEPLOYMENT, this.deployment);
		}
		if (this.statefulSet != null) {
			return new Hpa.Target(null, STATEFUL_SET, this.statefulSet);
		}
		if (!List.of(DEPLOYMENT, STATEFUL_SET).contains(hpa.target().kind())) {
			throw new UsageError(
					"the HPA scales %s; give --deployment NAME or --statefulset NAME.".formatted(hpa.target()));
		}
		return hpa.target();
	}

}
