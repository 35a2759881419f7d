package dev.marea.lab.hpa;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The forms in which a HorizontalPodAutoscaler lies in files. */
class HpaFileTests {

	private static final String APP = """
			apiVersion: apps/v1
			kind: Deployment
			metadata: {name: web}
			spec: {replicas: 1}
			---
			apiVersion: v1
			kind: ServiceAccount
			metadata: {name: web}
			""";

	@TempDir
	Path temporary;

	private final List<String> notices = new ArrayList<>();

	@Test
	void takes_the_only_one_of_several_documents() {
		assertThat(read(APP + "---\n" + hpa("web", "minReplicas: 2") + "---\n# nothing\n---\n").minReplicas())
			.isEqualTo(2);
	}

	@Test
	void names_what_the_file_holds_instead() {
		refused(APP, null, "hpa.yaml: holds no HorizontalPodAutoscaler; it holds Deployment web, ServiceAccount web.");
	}

	@Test
	void chooses_one_of_several_by_name() {
		String two = hpa("web", "minReplicas: 2") + "---\n" + hpa("api", "minReplicas: 3");
		assertThat(read(two, "api").minReplicas()).isEqualTo(3);
		refused(two, null, "hpa.yaml: holds 2 HorizontalPodAutoscalers, web, api; choose one with --name NAME or"
				+ " --name NAMESPACE/NAME.");
		refused(two, "db", "hpa.yaml: holds no HorizontalPodAutoscaler 'db'; it holds web, api.");
	}

	@Test
	void chooses_by_namespace_where_the_names_are_equal() {
		String two = hpa("web", "minReplicas: 2").replace("name: web}", "name: web, namespace: a}") + "---\n"
				+ hpa("web", "minReplicas: 3").replace("name: web}", "name: web, namespace: b}");
		assertThat(read(two, "b/web").minReplicas()).isEqualTo(3);
		refused(two, "web", "hpa.yaml: holds 2 HorizontalPodAutoscalers, a/web, b/web; choose one with --name NAME or"
				+ " --name NAMESPACE/NAME.");
	}

	@Test
	void checks_only_the_one_that_is_chosen() {
		assertThat(read(hpa("web", "minReplicas: two") + "---\n" + hpa("api", ""), "api").name()).isEqualTo("api");
	}

	@ParameterizedTest
	@ValueSource(strings = { "v1\nkind: List", "autoscaling/v2\nkind: HorizontalPodAutoscalerList" })
	void reads_a_list(String kind) {
		assertThat(
				read("apiVersion: " + kind + "\nitems:\n- " + hpa("web", "minReplicas: 2").strip().replace("\n", "\n  ")
						+ "\nmetadata: {resourceVersion: ''}\n")
					.minReplicas())
			.isEqualTo(2);
	}

	@Test
	void reads_json_lists_and_several_json_documents() {
		assertThat(read("{\"kind\":\"List\",\"items\":[%s]}".formatted(TestHpa.JSON)).maxReplicas()).isEqualTo(5);
		assertThat(read("{\"kind\":\"Pod\"}\n" + TestHpa.JSON).maxReplicas()).isEqualTo(5);
	}

	@Test
	void follows_anchors_aliases_and_merge_keys() {
		Hpa hpa = read("""
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata:
				  name: &name web
				  labels: &labels {app: web, tier: front}
				  annotations:
				    <<: *labels
				    tier: own
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: *name}
				  minReplicas: &least 2
				  maxReplicas: 6
				  behavior:
				    scaleUp: &rules
				      policies: [{type: Pods, value: *least, periodSeconds: 60}]
				    scaleDown:
				      <<: [{stabilizationWindowSeconds: 7}, *rules]
				""");
		assertThat(hpa.target().name()).isEqualTo("web");
		assertThat(hpa.behavior().scaleDown().policies()).isEqualTo(hpa.behavior().scaleUp().policies());
		assertThat(hpa.behavior().scaleDown().policies().getFirst().value()).isEqualTo(2);
		assertThat(hpa.behavior().scaleDown().stabilizationWindowSeconds()).isEqualTo(7);
	}

	@Test
	void names_the_line_of_an_alias_without_an_anchor() {
		refusedLike(hpa("web", "minReplicas: *least"),
				"hpa\\.yaml: not readable as YAML or JSON at line \\d+: .*least.*");
	}

	@ParameterizedTest
	@CsvSource({ "010, 8", "0x2, 2", "0b11, 3", "1_0, 10", "0o7, 7" })
	void reads_numbers_as_kubectl_does_and_says_so(String word, int value) {
		assertThat(read(hpa("web", "minReplicas: " + word).replace("maxReplicas: 5", "maxReplicas: 50")).minReplicas())
			.isEqualTo(value);
		assertThat(this.notices)
			.containsExactly("hpa.yaml: spec.minReplicas is '%s', which kubectl reads as %d.".formatted(word, value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "~", "null", "" })
	void reads_a_null_as_an_absent_field(String word) {
		assertThat(read(hpa("web", "minReplicas: " + word)).minReplicas()).isEqualTo(1);
		assertThat(this.notices).isEmpty();
	}

	@Test
	void reads_whole_floats_as_whole_numbers_and_words_in_quotes_as_text() {
		assertThat(read(hpa("web", "minReplicas: 2.0")).minReplicas()).isEqualTo(2);
		assertThat(
				read(hpa("'010'", "").replace("kind: Deployment, name: b", "kind: Deployment, name: !!str 10")).target()
					.name())
			.isEqualTo("10");
		refused(hpa("web", "minReplicas: off"), null, "hpa.yaml: spec.minReplicas must be a whole number.");
	}

	@Test
	void bounds_what_aliases_write_out() {
		StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
		for (int i = 1; i < 12; i++) {
			text.append("a%d: &a%d [".formatted(i, i)).append(("*a" + (i - 1) + ",").repeat(10)).append("]\n");
		}
		refusedLike(text.toString(), "hpa\\.yaml: .*too large once its aliases are written out\\.");
		refusedLike("a: &a [*a]\n", "hpa\\.yaml: .*(too large|alias|recursive).*");
	}

	@Test
	void bounds_levels_and_length() {
		refusedLike("a: " + "[".repeat(100_000), "hpa\\.yaml: .*more than 100 levels\\.");
		refusedLike("#".repeat(HpaFile.LONGEST + 1), ".*hpa\\.yaml is larger than 4 MiB\\.");
	}

	@Test
	void says_of_a_template_that_it_is_one() {
		refused("{{- if .Values.on }}\napiVersion: autoscaling/v2\n{{- end }}\n", null,
				"hpa.yaml: looks like a template; render it first, for example with 'helm template'.");
		refused(hpa("web", "minReplicas: ${least}"), null, "hpa.yaml: spec.minReplicas must be a whole number.");
		refused(hpa("web", "minReplicas: ${least}"), null,
				"hpa.yaml: looks like a template; fill in its variables first.");
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	void reads_standard_input() {
		InputStream before = System.in;
		try {
			System.setIn(new ByteArrayInputStream(hpa("web", "minReplicas: 2").getBytes(StandardCharsets.UTF_8)));
			assertThat(Hpa.read(Path.of("-")).minReplicas()).isEqualTo(2);
			System.setIn(new ByteArrayInputStream(new byte[0]));
			assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Hpa.read(Path.of("-")))
				.withMessage("standard input: is empty; it must hold one HorizontalPodAutoscaler.");
		}
		finally {
			System.setIn(before);
		}
	}

	private void refused(String text, @Nullable String name, String message) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read(text, name))
			.satisfies((error) -> assertThat(error.messages()).contains(message));
	}

	private void refusedLike(String text, String pattern) {
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> read(text)).withMessageMatching(pattern);
	}

	private static String hpa(String name, String line) {
		return """
				apiVersion: autoscaling/v2
				kind: HorizontalPodAutoscaler
				metadata: {name: %s}
				spec:
				  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b}
				  maxReplicas: 5
				  %s
				""".formatted(name, line);
	}

	private Hpa read(String text) {
		return read(text, null);
	}

	private Hpa read(String text, @Nullable String name) {
		try {
			return Hpa.read(Files.writeString(this.temporary.resolve("hpa.yaml"), text), name, this.notices::add);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
