package dev.marea.e2e.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.e2e.compose.RequiresImages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What is in an image, and what is not. */
@RequiresImages
class ImageContentsIT {

	private static final String GATEWAY = "gateway-service";

	private static final String CATALOG = "catalog-service";

	private static final String ORDER = "order-service";

	private static final String LAB = "scaling-lab";

	private static final Pattern CACHE = Pattern.compile("-XX:AOTCache=(/app/aot/([0-9a-z]+)\\.aot)");

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void runs_java_as_an_ordinary_user_without_a_shell_between(String name) {
		SavedImage image = image(name);
		assertThat(image.config().at("/config/User").asString()).isEqualTo("65532:65532");
		assertThat(image.entrypoint().getFirst()).isEqualTo("java");
		assertThat(image.config().at("/config/Cmd")).isEmpty();
	}

	/** The lab is a program that ends. */
	@ParameterizedTest
	@CsvSource({ "gateway-service,9080", "catalog-service,9081", "order-service,9082", "scaling-lab," })
	void has_a_health_check(String name, @Nullable String port) {
		SavedImage image = image(name);
		assumeThat(image.isOnSelfMadeBase()).as("Jib keeps the health check of the self-made base").isTrue();
		if (port == null) {
			assertThat(image.config().at("/config/Healthcheck").isMissingNode()).isTrue();
			return;
		}
		JsonNode test = image.config().at("/config/Healthcheck/Test");
		assertThat(test.toString()).startsWith("[\"CMD\",\"java\"").contains("/app/libs/service-starter.jar");
		assertThat(image.files()).containsKey("/app/libs/service-starter.jar");
		assertThat(image.config().at("/config/Env").valueStream().map(JsonNode::asString))
			.contains("PROBE_PORT=" + port);
	}

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void has_neither_shell_nor_package_manager(String name) {
		Set<String> tools = Set.of("sh", "bash", "dash", "ash", "zsh", "busybox", "apt", "apt-get", "dpkg", "apk",
				"rpm", "dnf", "yum", "curl", "wget", "perl", "python3");
		assertThat(image(name).files().keySet())
			.filteredOn((file) -> tools.contains(file.substring(file.lastIndexOf('/') + 1)))
			.filteredOn((file) -> !file.startsWith("/var/lib/") && !file.startsWith("/usr/share/"))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void has_no_file_that_lends_rights_or_that_its_user_could_change(String name) {
		Map<String, SavedImage.FileEntry> files = image(name).files();
		assertThat(files.entrySet()).filteredOn((entry) -> (entry.getValue().mode() & 06000) != 0).isEmpty();
		assertThat(files.entrySet()).filteredOn((entry) -> entry.getValue().regular())
			.filteredOn((entry) -> (entry.getValue().mode() & 0002) != 0 || entry.getValue().owner() == 65532)
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void says_what_it_is(String name) {
		JsonNode labels = image(name).config().at("/config/Labels");
		Stream.of("title", "description", "version", "licenses", "url", "revision", "created")
			.forEach((label) -> assertThat(labels.path("org.opencontainers.image." + label).asString("")).as(label)
				.isNotBlank()
				.doesNotContain("${"));
		assertThat(labels.path("org.opencontainers.image.title").asString()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void brings_its_bill_of_materials(String name) {
		assertThat(image(name).files()).containsKey("/app/sbom/application.cdx.json");
	}

	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER, LAB })
	void tells_no_secret_and_nothing_of_the_machine_it_was_built_on(String name) {
		JsonNode config = image(name).config();
		assertThat(config.at("/config/Env").valueStream().map(JsonNode::asString))
			.noneMatch((variable) -> variable.matches("(?i).*(password|secret|token|credential).*"));
		assertThat(config.at("/history").toString()).doesNotContainPattern("(?i)password|secret|token")
			.doesNotContain(System.getProperty("user.dir"), System.getProperty("user.home"));
	}

	@Test
	void has_a_lab_without_the_local_fleets_database() {
		assertThat(image(LAB).files().keySet()).noneMatch((file) -> file.matches(".*/(embedded-)?postgres[^/]*\\.jar"));
	}

	/** Megabytes without and with an AOT cache. */
	@ParameterizedTest
	@CsvSource({ "gateway-service,81,107", "catalog-service,80,90", "order-service,80,98", "scaling-lab,80,80" })
	void keeps_to_its_size(String name, int megabytes, int withCache) {
		SavedImage image = image(name);
		assumeThat(image.isOnSelfMadeBase()).as("the budget is for the self-made base").isTrue();
		boolean trained = image.files().keySet().stream().anyMatch((file) -> file.endsWith(".aot"));
		assertThat(image.compressed() / 1e6).isLessThanOrEqualTo(trained ? withCache : megabytes);
	}

	/**
	 * With other jars or another JVM, the name differs: the JVM finds no cache, and
	 * starts without it.
	 */
	@ParameterizedTest
	@ValueSource(strings = { GATEWAY, CATALOG, ORDER })
	void names_its_cache_by_the_bytes_of_its_jars_and_JVM(String name) {
		SavedImage image = image(name);
		Matcher flag = image.entrypoint()
			.stream()
			.map(CACHE::matcher)
			.filter(Matcher::matches)
			.findFirst()
			.orElseThrow();
		assumeThat(image.files()).as("built with an AOT cache").containsKey(flag.group(1));
		assertThat(flag.group(2)).isEqualTo(cacheName(image));
		assertThat(image.files().keySet()).filteredOn((file) -> file.endsWith(".aot")).containsExactly(flag.group(1));
	}

	private static String cacheName(SavedImage image) {
		Map<String, SavedImage.FileEntry> files = image.files();
		List<String> parts = new ArrayList<>();
		List<String> entrypoint = image.entrypoint();
		for (String jar : files.get("/app/jib-classpath-file").start().split(":")) {
			// The service's own stands there as /app/classpath/*
			files.entrySet()
				.stream()
				.filter((file) -> file.getKey().equals(jar)
						|| jar.endsWith("/*") && file.getKey().startsWith(jar.replace("*", "")))
				.forEach((file) -> parts.add(file.getValue().digest()));
		}
		files.entrySet()
			.stream()
			.filter((file) -> file.getValue().regular()
					&& file.getKey().matches(".*/(release|lib/modules|libjvm\\.so)"))
			.sorted(Map.Entry.comparingByKey())
			.forEach((file) -> parts.add(file.getValue().digest()));
		entrypoint.stream()
			.filter((option) -> option.startsWith("-XX:") && !option.contains("AOTCache"))
			.map((option) -> '"' + option + '"')
			.forEach(parts::add);
		String lines = parts.stream().map((part) -> part + "\n").collect(Collectors.joining());
		return HexFormat.of().formatHex(SavedImage.sha256().digest(lines.getBytes(StandardCharsets.UTF_8)));
	}

	private static SavedImage image(String name) {
		return SavedImage.of(Names.of(name));
	}

}
