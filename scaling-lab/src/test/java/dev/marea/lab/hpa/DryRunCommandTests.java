package dev.marea.lab.hpa;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.Marea;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class DryRunCommandTests {

	@TempDir
	Path temporary;

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void prints_a_line_for_each_scenario_and_exits_0_when_all_are_equal() {
		assertThat(run("--vectors", VectorsTests.RECORDED.toString())).isZero();
		assertThat(this.out.toString().lines()).hasSize(80)
			.allMatch((line) -> line.matches("[a-zA-Z]+/[a-z0-9]+: 80/80"))
			.startsWith("defaults/plateau: 80/80");
		assertThat(this.err.toString()).isEmpty();
	}

	@Test
	void exits_1_and_says_where_the_first_difference_is() throws IOException {
		Path file = write("v.jsonl", """
				{"name":"a/b","hpa":HPA,"syncs":[\
				{"t":15,"replicas":3,"pods":[],"desired":0},{"t":30,"replicas":9,"pods":[],"desired":4}]}
				""".replace("HPA", TestHpa.JSON));
		assertThat(run("--vectors", file.toString())).isOne();
		assertThat(this.out).hasToString("a/b: 1/2\n");
		assertThat(this.err).hasToString("a/b: at 30.0 s with 9 replicas the controller decided 4, this decides 5"
				+ " (9 replicas are above maxReplicas 5)\n");
	}

	@Test
	void prints_the_hpa_with_its_defaults() throws IOException {
		assertThat(run("--hpa", write("hpa.json", TestHpa.JSON).toString())).isZero();
		assertThat(this.out).hasToString("""
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata:
				  name: a
				spec:
				  scaleTargetRef:
				    apiVersion: apps/v1
				    kind: Deployment
				    name: a
				  minReplicas: 1
				  maxReplicas: 5
				  metrics:
				  - type: Resource
				    resource:
				      name: cpu
				      target:
				        type: Utilization
				        averageUtilization: 80
				# Defaults where the HPA sets none: tolerance 0.1, scale-down stabilization 300 s; a sync every 15 s.
				""");
	}

	@Test
	void says_what_an_hpa_would_have_decided_during_a_run() throws IOException {
		Path folder = recorded();
		Path hpa = write("hpa.yaml", hpa("{type: Pods, pods: {metric: {name: http_requests_per_second},"
				+ " target: {type: AverageValue, averageValue: 60}}}"));
		assertThat(run("--hpa", hpa.toString(), "--run", folder.toString(), "--sync", "2s", "--window", "4s",
				"--down-stabilization", "4s"))
			.isZero();
		assertThat(this.out).hasToString("""
				     t  ready  decided  reason
				   2 s      1        1  http_requests_per_second 20 under target 60: 1 wanted
				  14 s      1        2  http_requests_per_second 100 over target 60: 2 wanted
				""");
	}

	@Test
	void decides_by_the_metrics_of_which_the_run_has_figures_and_names_the_others() throws IOException {
		Path folder = recorded();
		Path hpa = write("hpa.yaml", hpa("{type: External, external: {metric: {name: queue, selector: {matchLabels:"
				+ " {a: b}}}, target: {type: Value, value: 1}}},"
				+ " {type: ContainerResource, containerResource: {name: cpu, container: app, target: {type:"
				+ " AverageValue, averageValue: 1}}},"
				+ " {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 50}}}"));
		assertThat(run("--hpa", hpa.toString(), "--run", folder.toString(), "--memory-request", "200")).isZero();
		assertThat(this.out).hasToString("""
				# the run has no figures of queue{a=b}: decided without it; a cluster could want more.
				# the run has no figures of cpu of container app: decided without it; a cluster could want more.
				     t  ready  decided  reason
				  15 s      1        2  memory 100 % over target 50 %: 2 wanted
				  30 s      2        4  memory 100 % over target 50 %: 4 wanted
				""");
	}

	@Test
	void names_every_metric_if_the_run_has_figures_of_none() throws IOException {
		Path hpa = write("hpa.yaml",
				hpa("{type: External, external: {metric: {name: queue}, target: {type: Value,"
						+ " value: 1}}}, {type: Pods, pods: {metric: {name: orders}, target: {type: AverageValue,"
						+ " averageValue: 1}}}"));
		assertThat(run("--hpa", hpa.toString(), "--run", recorded().toString())).isEqualTo(2);
		assertThat(this.err).hasToString("""
				marea dry-run: the run has no figures of queue, so nothing can be decided.
				marea dry-run: the run has no figures of orders, so nothing can be decided.
				Try './marea dry-run --help'.
				""");
	}

	@Test
	void says_on_standard_error_how_a_file_is_read() throws IOException {
		Path file = write("hpa.json", TestHpa.JSON.replace("autoscaling/v2", "autoscaling/v1"));
		assertThat(run("--hpa", file.toString(), "--name", "a")).isZero();
		assertThat(this.out.toString()).startsWith("apiVersion: autoscaling/v2\n");
		assertThat(this.err)
			.hasToString("marea dry-run: hpa.json: apiVersion is autoscaling/v1; it is read as autoscaling/v2.\n");
	}

	@Test
	void prints_each_fault_of_a_file_on_a_line() throws IOException {
		Path file = write("hpa.json", TestHpa.JSON.replace("maxReplicas", "most"));
		assertThat(run("--hpa", file.toString())).isEqualTo(2);
		assertThat(this.err).hasToString("""
				marea dry-run: hpa.json: spec.most is not known or not supported.
				marea dry-run: hpa.json: spec.maxReplicas is missing.
				Try './marea dry-run --help'.
				""");
	}

	private Path recorded() throws IOException {
		Path folder = this.temporary.resolve("run");
		RunInfo info = new RunInfo("r", Instant.EPOCH, List.of(), null, null, null, Slo.DEFAULT, "catalog", 80.0, null,
				RunInfo.Versions.current(), List.of());
		try (RunFolder run = RunFolder.create(folder, info)) {
			for (int t = 0; t < 30; t++) {
				int requests = (t < 10) ? 20 : 100;
				Map<String, InstanceSecond> instances = (t < 16) ? Map.of("catalog-1", instance(requests, true, 0.1))
						: Map.of("catalog-1", instance(requests / 2, true, 0.1), "catalog-2",
								instance((t < 20) ? 0 : requests / 2, t >= 20, 0.4));
				run.second(new Second(t, (double) requests, requests, requests, 0, null, null, null, null,
						(t < 14) ? 1 : 2, null, null, instances, Map.of()));
			}
			run.event(Event.of(15.5, Event.CREATED, "catalog", "catalog-2"));
		}
		return folder;
	}

	/** An instance that holds 200 bytes. */
	private static InstanceSecond instance(int requests, boolean ready, double cpu) {
		return new InstanceSecond(requests, ready, cpu, 200L, null, 1, null, null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					''                                    | give either --vectors FILE or --hpa FILE.
					--hpa a --vectors b                   | give either --vectors FILE or --hpa FILE.
					--run a                               | give either --vectors FILE or --hpa FILE.
					--vectors no.jsonl                    | no.jsonl does not exist.
					--hpa no.yaml                         | no.yaml does not exist.
					--hpa CPU --run r                     | the HPA uses CPU utilization; give the CPU request of an instance with --cpu-request.
					--hpa CPU --run r --cpu-request 0     | --cpu-request is '0', which is no CPU request such as 500m or 2.
					--hpa MEMORY --run r                  | the HPA uses memory utilization; give the memory request of an instance with --memory-request.
					--hpa MEMORY --run r --memory-request x | --memory-request is 'x', which is no memory request such as 512Mi or 1Gi.
					--vectors no.jsonl --name a           | --name is given without --hpa.
					--hpa CPU --name b                    | cpu.yaml: holds no HorizontalPodAutoscaler 'b'; it holds a.
					--hpa CPU --memory-request 1          | --memory-request is given without --run.
					--hpa PODS --run r --cpu-request 1    | --cpu-request is given, but the HPA does not use CPU utilization.
					--hpa CPU --sync 1s                   | --sync is given without --run or --on.
					--hpa CPU --window 1s                 | --window is given without --run.
					--hpa CPU --down-stabilization 1s     | --down-stabilization is given without --run or --on.
					--hpa CPU --cpu-request 1             | --cpu-request is given without --run.
					--vectors no.jsonl --sync 1s          | --sync is given without --run or --on.
					--on kubernetes                       | give either --vectors FILE or --hpa FILE.
					--hpa CPU --on kubernetes --run r     | give either --run DIR or --on PLACE.
					--hpa CPU --on kubernetes --window 1s | --window is given without --run.
					--hpa CPU --on kubernetes --for 0s    | --for is '0s', but must be 1 s to 24h.
					--hpa CPU --on kubernetes --deployment a --statefulset b | give --deployment or --statefulset, not both.
					--hpa CPU --deployment a              | options of --on kubernetes are given without it.
					--hpa CPU --run r --sync 0s           | --sync is '0s', but must be 1 s to 24 h.
					--hpa CPU --run r --sync often        | --sync is 'often', which is no duration such as 300ms, 60s or 2m30s.
					""")
	void answers_bad_usage_with_one_line_and_2(String arguments, String message) throws IOException {
		String cpu = write("cpu.yaml", TestHpa.JSON).toString();
		String memory = write("memory.yaml", hpa(
				"{type: Resource, resource: {name: memory," + " target: {type: Utilization, averageUtilization: 1}}}"))
			.toString();
		String pods = write("pods.yaml", hpa("{type: Pods, pods: {metric: {name: http_requests_per_second},"
				+ " target: {type: AverageValue, averageValue: 60}}}"))
			.toString();
		String[] words = arguments.isEmpty() ? new String[0]
				: arguments.replace("CPU", cpu).replace("PODS", pods).replace("MEMORY", memory).split(" ");
		assertThat(run(words)).isEqualTo(2);
		assertThat(this.err).hasToString("marea dry-run: " + message + "\nTry './marea dry-run --help'.\n");
		assertThat(this.out.toString()).isEmpty();
	}

	private int run(String... arguments) {
		CommandLine line = Marea.commandLine();
		line.setOut(new PrintWriter(this.out, true));
		line.setErr(new PrintWriter(this.err, true));
		String[] all = new String[arguments.length + 1];
		all[0] = "dry-run";
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		return line.execute(all);
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.temporary.resolve(name), text);
	}

	private static String hpa(String metric) {
		return TestHpa.yaml("metrics: [%s]".formatted(metric));
	}

}
