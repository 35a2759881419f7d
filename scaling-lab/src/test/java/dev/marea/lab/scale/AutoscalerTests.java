package dev.marea.lab.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.hpa.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class AutoscalerTests {

	private static final Settings FAST = Settings.KUBERNETES.withTiming(Duration.ofMillis(20), Duration.ofMillis(20),
			Duration.ofMillis(100));

	private static final String PODS = """
			    - type: Pods
			      pods: {metric: {name: %s}, target: {type: AverageValue, averageValue: "40"}}
			""";

	private static final String CPU = """
			    - type: Resource
			      resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}
			""";

	private static final String EXTERNAL = """
			    - type: External
			      external: {metric: {name: queue}, target: {type: AverageValue, averageValue: "40"}}
			""";

	@TempDir
	Path folder;

	@Test
	void sets_as_many_instances_as_the_load_needs() throws IOException {
		Fake fake = new Fake();
		fake.load = 100;
		try (Autoscaler ignored = Autoscaler.start(hpa(PODS.formatted(Autoscaler.REQUESTS)), FAST, fake, false)) {
			await().until(() -> fake.replicas() == 3);
			fake.load = 20;
			await().until(() -> fake.replicas() == 1);
		}
		assertThat(fake.reasons.getFirst()).isNotBlank();
	}

	@Test
	void says_once_that_a_sync_fails_and_goes_on_with_the_next() throws IOException {
		Fake fake = new Fake();
		fake.load = 100;
		fake.broken = true;
		try (Autoscaler ignored = Autoscaler.start(hpa(PODS.formatted(Autoscaler.REQUESTS)), FAST, fake, false)) {
			await().until(() -> fake.failures.get() >= 3);
			assertThat(fake.said).containsExactly("the autoscaler's sync failed, replicas stay as they are:"
					+ " java.lang.IllegalStateException: no pods");
			assertThat(fake.replicas()).isEqualTo(1);
			fake.broken = false;
			await().until(() -> fake.replicas() == 3);
			await().untilAsserted(() -> assertThat(fake.said).hasSize(2).endsWith("the autoscaler decides again"));
		}
	}

	@Test
	void refuses_metrics_that_nobody_measures() {
		refuses(PODS.formatted("orders_waiting"), "the HPA catalog uses 'orders_waiting', which is not measured here;"
				+ " the Pods metric here is http_requests_per_second.");
		refuses(EXTERNAL, "the HPA catalog uses the External metric 'queue', which nobody measures here;"
				+ " take Pods or Resource.");
		refuses(CPU, "the HPA catalog uses CPU utilization, which is a share of a CPU request;"
				+ " give the service cpu-request in the fleet file.");
	}

	@Test
	void decides_by_the_metrics_that_are_measured_and_names_the_others() throws IOException {
		Fake fake = new Fake();
		fake.load = 100;
		String memory = CPU.replace("name: cpu", "name: memory");
		String container = """
				    - type: ContainerResource
				      containerResource: {name: cpu, container: app, target: {type: AverageValue, averageValue: 1}}
				""";
		Hpa hpa = hpa(memory + container + EXTERNAL + PODS.formatted(Autoscaler.REQUESTS));
		try (Autoscaler ignored = Autoscaler.start(hpa, FAST, fake, false)) {
			await().until(() -> fake.replicas() == 3);
			fake.load = 20;
			await().until(() -> fake.replicas() == 1);
		}
		assertThat(fake.said).containsExactly(
				"the HPA catalog uses the resource 'memory', which is not measured here; the resource here is cpu;"
						+ " it is decided without it",
				"the HPA catalog uses 'cpu of container app', but an instance here is a process without containers;"
						+ " it is decided without it",
				"the HPA catalog uses the External metric 'queue', which nobody measures here; take Pods or Resource;"
						+ " it is decided without it");
	}

	private void refuses(String metric, String sentence) {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> Autoscaler.start(hpa(metric), FAST, new Fake(), false).close())
			.withMessage(sentence);
	}

	private Hpa hpa(String metric) throws IOException {
		return Hpa.read(Files.writeString(this.folder.resolve("hpa.yaml"), """
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata: {name: catalog}
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: catalog}
				  minReplicas: 1
				  maxReplicas: 8
				  behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
				  metrics:
				""" + metric));
	}

	/** Every instance gets an equal share of a load. */
	private static final class Fake implements Scaled {

		private final List<String> reasons = new CopyOnWriteArrayList<>();

		private final List<String> said = new CopyOnWriteArrayList<>();

		private final AtomicInteger failures = new AtomicInteger();

		private volatile boolean broken;

		private volatile int replicas = 1;

		private volatile double load;

		@Override
		public String service() {
			return "catalog";
		}

		@Override
		public int replicas() {
			return this.replicas;
		}

		@Override
		public List<PodSample> pods() {
			if (this.broken) {
				this.failures.incrementAndGet();
				throw new IllegalStateException("no pods");
			}
			double share = this.load / this.replicas;
			return IntStream.rangeClosed(1, this.replicas)
				.mapToObj((n) -> PodSample.running("catalog-" + n, 0, 0.0, null, null,
						Map.of(Autoscaler.REQUESTS, share)))
				.toList();
		}

		@Override
		public void scale(int replicas, String reason, @Nullable Double metric) {
			this.replicas = replicas;
			this.reasons.add(reason);
		}

		@Override
		public void say(String text) {
			this.said.add(text);
		}

	}

}
