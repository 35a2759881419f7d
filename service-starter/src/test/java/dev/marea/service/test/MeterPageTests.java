package dev.marea.service.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the meters of the page with those of the alerts and dashboards.
 */
class MeterPageTests {

	private static final Pattern METER = Pattern
		.compile("\\b(?:marea|http|jvm|process|system|hikaricp|spring_data|resilience4j)_[a-z0-9_]+");

	private static final Pattern SELECTOR = Pattern.compile("(" + METER + ")\\{([^}]*)}");

	private static final Pattern LABEL = Pattern.compile("(\\w+) *(?:=~|!~|!=|=)");

	private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]*)\\)");

	private static final Path OBSERVABILITY = Path.of("../observability");

	@Test
	void alerts_and_dashboards_use_meters_of_the_page() throws IOException {
		MeterPage page = MeterPage.read();
		Set<String> used = new TreeSet<>();
		for (Path file : files()) {
			used.addAll(METER.matcher(Files.readString(file)).results().map(MatchResult::group).toList());
		}
		assertThat(used).contains("marea_requests_total", "hikaricp_connections_pending");
		assertThat(used.stream().filter((meter) -> !page.has(meter)).collect(Collectors.toSet())).isEmpty();
	}

	/** Another label would match no series, and the panel or alert would stay silent. */
	@Test
	void alerts_and_dashboards_use_labels_of_the_page() throws IOException {
		MeterPage page = MeterPage.read();
		Set<String> unknown = new TreeSet<>();
		int selectors = 0;
		for (Path file : files()) {
			for (String line : Files.readAllLines(file)) {
				Set<String> known = METER.matcher(line)
					.results()
					.flatMap((meter) -> page.labels(meter.group()).stream())
					.collect(Collectors.toSet());
				for (MatchResult selector : SELECTOR.matcher(line).results().toList()) {
					selectors++;
					LABEL.matcher(selector.group(2))
						.results()
						.map((label) -> label.group(1))
						.filter((label) -> !page.labels(selector.group(1)).contains(label))
						.forEach((label) -> unknown.add(selector.group(1) + " " + label));
				}
				if (!known.isEmpty()) {
					GROUPS.matcher(line)
						.results()
						.flatMap((groups) -> Stream.of(groups.group(1).split(", *")))
						.filter((label) -> !known.contains(label))
						.forEach((label) -> unknown.add(line.strip() + " " + label));
				}
			}
		}
		assertThat(selectors).isGreaterThan(50);
		assertThat(unknown).isEmpty();
	}

	@Test
	void each_alert_has_a_runbook() throws IOException {
		List<String> runbooks = Pattern.compile("runbook_url: https://marea.dev/docs/runbooks/(\\S+)")
			.matcher(Files.readString(OBSERVABILITY.resolve("alerts.yaml")))
			.results()
			.map((runbook) -> runbook.group(1))
			.toList();
		assertThat(runbooks).hasSizeGreaterThan(5)
			.allSatisfy((runbook) -> assertThat(Path.of("../docs/runbooks", runbook + ".md")).exists());
	}

	private static List<Path> files() throws IOException {
		try (Stream<Path> files = Files.walk(OBSERVABILITY)) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

}
