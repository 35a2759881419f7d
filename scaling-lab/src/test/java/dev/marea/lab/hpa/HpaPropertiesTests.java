package dev.marea.lab.hpa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Behavior.Policy;
import dev.marea.lab.hpa.Behavior.Rules;
import dev.marea.lab.hpa.Behavior.Select;
import dev.marea.lab.hpa.Behavior.Type;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Properties of every HPA, load and file. */
class HpaPropertiesTests {

	private static final String WHOLE = """
			apiVersion: autoscaling/v2
			kind: HorizontalPodAutoscaler
			metadata: {name: a}
			spec:
			  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b}
			  minReplicas: 2
			  maxReplicas: 5
			  metrics:
			    - type: Pods
			      pods:
			        metric: {name: http_requests_per_second}
			        target: {type: AverageValue, averageValue: "40"}
			    - type: Resource
			      resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}
			  behavior:
			    scaleUp: {selectPolicy: Min, tolerance: 0.1, policies: [{type: Pods, value: 4, periodSeconds: 15}]}
			    scaleDown: {stabilizationWindowSeconds: 15}
			""";

	private static final List<String> TOKENS = List.of("null", "{}", "[]", "-1", "1e400", "0x7f", "\"", "'", ": ", "- ",
			"\n", "\t", "&a", "*a", "<<: ", "!!int x", "---\n", "...", "{", "}", "%", "\u0000", "\uFFFF", "~", "? ",
			"|\n", "9999999999999999999999", "0.0000000001", "é", "💥", "spec:", "type: ", "Infinity", ".nan");

	@Property(tries = 100)
	void stays_within_min_and_max_once_it_is_there(@ForAll("hpas") Hpa hpa,
			@ForAll @Size(min = 1, max = 40) List<@DoubleRange(max = 1e6) Double> load) {
		HpaController controller = new HpaController(hpa, Settings.KUBERNETES);
		int replicas = hpa.minReplicas();
		double now = 0;
		for (double all : load) {
			replicas = controller.decide(situation(now, replicas, all)).desired();
			now += 15;
			assertThat(replicas).isBetween(hpa.minReplicas(), hpa.maxReplicas());
		}
	}

	@Property(tries = 100)
	void asks_for_no_less_when_there_is_more_load(@ForAll("hpas") Hpa hpa,
			@ForAll @IntRange(min = 1, max = 30) int replicas, @ForAll @DoubleRange(max = 1e5) double load,
			@ForAll @DoubleRange(max = 1e5) double more) {
		int less = new HpaController(hpa, Settings.KUBERNETES).decide(situation(0, replicas, load)).desired();
		assertThat(new HpaController(hpa, Settings.KUBERNETES).decide(situation(0, replicas, load + more)).desired())
			.isGreaterThanOrEqualTo(less);
	}

	@Property(tries = 100)
	void settles_at_the_target_under_constant_load(@ForAll @DoubleRange(max = 3900) double load) {
		HpaController controller = TestHpa.controller(TestHpa.PODS);
		int replicas = 1;
		for (int sync = 0; sync < 10; sync++) {
			replicas = controller.decide(situation(15 * sync, replicas, load)).desired();
		}
		assertThat(load / replicas).isLessThanOrEqualTo(44.001);
		assertThat(controller.decide(situation(150, replicas, load)).desired()).isEqualTo(replicas);
	}

	@Property(tries = 100)
	void reads_back_what_it_prints(@ForAll("hpas") Hpa hpa) throws IOException {
		assertThat(read(hpa.toJson().toString())).isEqualTo(hpa);
	}

	@Property(tries = 400)
	void answers_every_damaged_file_with_an_hpa_or_one_sentence(@ForAll Random random) throws IOException {
		StringBuilder text = new StringBuilder(WHOLE);
		for (int damage = random.nextInt(1, 5); damage > 0; damage--) {
			int at = random.nextInt(text.length());
			switch (random.nextInt(4)) {
				case 0 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
				case 1 -> text.setCharAt(at, (char) random.nextInt(32, 127));
				case 2 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(1, 20)));
				default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(1, 60))));
			}
		}
		readOrSentence(text.toString().getBytes(StandardCharsets.UTF_8));
	}

	@Property(tries = 200)
	void answers_any_bytes_with_one_sentence(@ForAll @Size(max = 300) byte[] bytes) throws IOException {
		readOrSentence(bytes);
	}

	@Property(tries = 20)
	void answers_deep_nesting_with_one_sentence(@ForAll @IntRange(min = 100, max = 20_000) int depth)
			throws IOException {
		readOrSentence(("{\"a\":" + "[".repeat(depth)).getBytes(StandardCharsets.UTF_8));
		readOrSentence(("a: " + "[".repeat(Math.min(depth, 5000))).getBytes(StandardCharsets.UTF_8));
	}

	@Provide
	Arbitrary<Hpa> hpas() {
		Arbitrary<List<Metric>> metrics = Arbitraries
			.of(TestHpa.PODS, TestHpa.CPU, TestHpa.CPU_AVERAGE, TestHpa.EXTERNAL, TestHpa.VALUE)
			.list()
			.ofMinSize(1)
			.ofMaxSize(3);
		Arbitrary<Behavior> behaviors = Combinators.combine(rules(), rules()).as(Behavior::new);
		return Combinators
			.combine(Arbitraries.integers().between(1, 5), Arbitraries.integers().between(5, 200), metrics,
					behaviors.injectNull(0.2))
			.as((min, max, list, behavior) -> TestHpa.of(min, max, behavior, list.toArray(Metric[]::new)));
	}

	private static Arbitrary<Rules> rules() {
		Arbitrary<List<Policy>> policies = Combinators
			.combine(Arbitraries.of(Type.class), Arbitraries.integers().between(1, 500),
					Arbitraries.integers().between(1, 1800))
			.as(Policy::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(3);
		return Combinators
			.combine(Arbitraries.integers().between(0, 3600), Arbitraries.of(Select.class), policies,
					Arbitraries.integers()
						.between(0, 2000)
						.map((milli) -> Quantity.parse(milli + "m").approximate())
						.injectNull(0.5))
			.as(Rules::new);
	}

	/** Warm pods that share the load evenly. */
	private static SyncInput situation(double now, int replicas, double load) {
		double each = Math.floor(load / replicas * 1000) / 1000;
		List<PodSample> pods = new ArrayList<>();
		for (int i = 0; i < replicas; i++) {
			pods.add(PodSample.running("p" + i, -3600, -3500.0, TestHpa.used(each / 80, 0), 1.0,
					Map.of(TestHpa.REQUESTS, each)));
		}
		return new SyncInput(now, replicas, pods, Map.of(TestHpa.REQUESTS, load));
	}

	private static void readOrSentence(byte[] bytes) throws IOException {
		try {
			read(bytes);
		}
		catch (UsageError ex) {
			assertThat(ex.messages()).isNotEmpty()
				.allSatisfy((message) -> assertThat(message).doesNotContain("\n").endsWith(".").hasSizeLessThan(500));
		}
	}

	private static Hpa read(String text) throws IOException {
		return read(text.getBytes(StandardCharsets.UTF_8));
	}

	private static Hpa read(byte[] bytes) throws IOException {
		Path file = Files.createTempFile("hpa", ".yaml");
		try {
			Files.write(file, bytes);
			return Hpa.read(file);
		}
		finally {
			Files.delete(file);
		}
	}

}
