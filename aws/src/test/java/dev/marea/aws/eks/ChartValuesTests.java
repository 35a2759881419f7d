package dev.marea.aws.eks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.marea.aws.Templates;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Settings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The chart takes the values that the settings become, and makes of them what AWS needs.
 * Rendered by Helm, where there is one; {@code aws/check} requires it, and also checks
 * the manifests.
 */
class ChartValuesTests {

	@TempDir
	private Path folder;

	@BeforeAll
	static void needsHelm() {
		assumeThat("aws".equals(System.getenv("MAREA_REQUIRED")) || helmAnswers()).as("helm is not installed").isTrue();
	}

	@Test
	void asks_for_what_an_instance_is_given() throws Exception {
		Settings settings = Templates.settings((tree) -> {
		});
		List<JsonNode> objects = render(settings, null);
		for (Part part : Part.values()) {
			JsonNode pod = object(objects, "Deployment", "marea-" + part.service()).path("spec")
				.path("template")
				.path("spec");
			JsonNode container = pod.path("containers").get(0);
			assertThat(container.path("resources").path("requests").path("cpu").asString()).isEqualTo("500m");
			assertThat(container.path("resources").path("limits").path("memory").asString()).isEqualTo("1024Mi");
			assertThat(container.path("resources").path("limits").has("cpu")).isFalse();
			assertThat(container.path("image").asString())
				.startsWith("111122223333.dkr.ecr.eu-west-1.amazonaws.com/marea/" + part.service());
			assertThat(pod.path("nodeSelector").path("marea.dev/pool").asString()).isEqualTo("marea");
			JsonNode scaler = object(objects, "HorizontalPodAutoscaler", "marea-" + part.service()).path("spec");
			assertThat(scaler.path("maxReplicas").asInt()).isEqualTo(settings.of(part).max());
			assertThat(scaler.path("metrics").get(0).path("resource").path("target").path("averageUtilization").asInt())
				.isEqualTo(70);
		}
	}

	@Test
	void trusts_the_load_balancer_and_needs_no_store_of_rate_limits() throws Exception {
		Settings settings = Templates.settings((tree) -> {
		});
		JsonNode pod = object(render(settings, null), "Deployment", "marea-gateway-service").path("spec")
			.path("template")
			.path("spec");
		assertThat(pod.path("containers").get(0).path("env").toString())
			.contains("{\"name\":\"MAREA_TRUSTEDPROXIES\",\"value\":\"" + settings.network().cidr() + "\"}")
			.doesNotContain("MAREA_RATELIMIT");
		assertThat(pod.path("volumes").toString()).doesNotContain("rate-limit");
	}

	@Test
	void takes_usernames_from_the_secret_as_passwords_rotate_between_two_users() throws Exception {
		JsonNode pod = object(render(Templates.settings((tree) -> {
		}), null), "Deployment", "marea-catalog-service").path("spec").path("template").path("spec");
		assertThat(pod.path("containers").get(0).path("env").toString()).doesNotContain("SPRING_DATASOURCE_USERNAME")
			.contains("marea.abcdefghijkl.eu-west-1.rds.amazonaws.com");
		assertThat(pod.path("volumes").toString()).contains("\"catalog-username\"", "spring.datasource.username");
	}

	@Test
	void is_plain_http_for_those_that_are_named_without_a_domain() throws Exception {
		List<JsonNode> objects = render(Templates.settings((tree) -> {
		}), null);
		JsonNode params = object(objects, "IngressClassParams", "marea-alb").path("spec");
		assertThat(params.path("inboundCIDRs").toString()).isEqualTo("[\"192.0.2.1/32\"]");
		assertThat(params.has("certificateARNs")).isFalse();
		JsonNode annotations = object(objects, "Ingress", "marea-gateway-service").path("metadata").path("annotations");
		assertThat(annotations.path("alb.ingress.kubernetes.io/listen-ports").asString()).isEqualTo("[{\"HTTP\": 80}]");
		assertThat(annotations.has("alb.ingress.kubernetes.io/ssl-redirect")).isFalse();
	}

	@Test
	void is_https_with_a_domain() throws Exception {
		String certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555";
		List<JsonNode> objects = render(
				Templates.settings((tree) -> tree.putPOJO("domain",
						Map.of("name", "shop.example.org", "zone", "example.org", "zoneId", "Z0123456789ABC"))),
				certificate);
		assertThat(object(objects, "IngressClassParams", "marea-alb").path("spec").path("certificateARNs").toString())
			.isEqualTo("[\"" + certificate + "\"]");
		JsonNode ingress = object(objects, "Ingress", "marea-gateway-service");
		assertThat(ingress.path("spec").path("rules").get(0).path("host").asString()).isEqualTo("shop.example.org");
		assertThat(
				ingress.path("metadata").path("annotations").path("alb.ingress.kubernetes.io/ssl-redirect").asString())
			.isEqualTo("443");
	}

	@Test
	void makes_nodes_that_keep_network_policies() {
		List<JsonNode> objects = read(
				EksValues.nodes(Templates.settings((tree) -> tree.withObject("/eks").put("spot", true))));
		assertThat(objects).extracting((object) -> object.path("kind").asString())
			.containsExactly("Namespace", "ConfigMap", "NodeClass", "NodePool");
		assertThat(object(objects, "ConfigMap", "amazon-vpc-cni").path("data")
			.path("enable-network-policy-controller")
			.asString()).isEqualTo("true");
		assertThat(object(objects, "NodePool", "marea").toString()).contains("spot", "amd64", "\"cpu\":\"32\"");
		assertThat(object(objects, "Namespace", "marea").toString()).contains("restricted",
				"pod-readiness-gate-inject");
	}

	private List<JsonNode> render(Settings settings, String certificate) throws IOException, InterruptedException {
		Path values = Files.writeString(this.folder.resolve("values.yaml"),
				ChartValues.written(EksValues.of(settings, certificate)));
		Path rendered = this.folder.resolve("rendered.yaml");
		Process helm = new ProcessBuilder("helm", "template", "marea", "../helm/marea", "--namespace", "marea",
				"--values", values.toString())
			.redirectOutput(rendered.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		assertThat(helm.waitFor()).isZero();
		return read(Files.readString(rendered));
	}

	private static List<JsonNode> read(String yaml) {
		List<JsonNode> objects = new ArrayList<>();
		try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
			documents.forEachRemaining((document) -> {
				if (document.isObject()) {
					objects.add(document);
				}
			});
		}
		return objects;
	}

	private static JsonNode object(List<JsonNode> objects, String kind, String name) {
		return objects.stream()
			.filter((object) -> kind.equals(object.path("kind").asString())
					&& name.equals(object.path("metadata").path("name").asString()))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No " + kind + " " + name));
	}

	private static boolean helmAnswers() {
		try {
			return new ProcessBuilder("helm", "version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
