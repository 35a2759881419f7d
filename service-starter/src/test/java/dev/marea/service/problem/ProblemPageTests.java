package dev.marea.service.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@code docs/reference/problems.md} and its translation with the problems that
 * the code of the three services creates.
 */
class ProblemPageTests {

	private static final List<String> MODULES = List.of("service-starter", "gateway-service", "catalog-service",
			"order-service");

	private static final String CREATION = "(?:new ProblemException|Problems\\.of|= of)\\(\\s*";

	/** Status, and the slug unless the problem is described by its status alone. */
	private static final Pattern CREATED = Pattern
		.compile(CREATION + "((?:[^,()]|\\([^()]*\\))+?)\\s*(?:\\)|,\\s*([^,]+?)\\s*,)");

	private static final Pattern STATUS = Pattern.compile("HttpStatus\\.(\\w+)");

	/** Slugs by service: those of the circuit breakers and routes. */
	private static final Pattern UNAVAILABLE = Pattern.compile("(?:title|this\\.name) \\+ \"(-unavailable)\"");

	private static final Set<String> SERVICES = Set.of("catalog", "order");

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| ([^|]*\\d{3}[^|]*) \\|",
			Pattern.MULTILINE);

	@ParameterizedTest
	@ValueSource(strings = { "problems.md", "problems.es.md" })
	void lists_every_problem_of_the_code_and_its_statuses(String page) throws IOException {
		Map<String, Set<Integer>> listed = listed(page);
		Map<String, Set<Integer>> created = created();
		assertThat(listed.keySet()).isEqualTo(created.keySet());
		created.forEach((slug, statuses) -> assertThat(listed.get(slug)).as(slug).containsAll(statuses));
	}

	@Test
	void has_the_same_statuses_in_both_languages() throws IOException {
		assertThat(listed("problems.md")).isEqualTo(listed("problems.es.md")).hasSizeGreaterThan(25);
	}

	private static Map<String, Set<Integer>> listed(String page) throws IOException {
		Map<String, Set<Integer>> listed = new TreeMap<>();
		for (MatchResult row : ROW.matcher(Files.readString(Path.of("../docs/reference", page))).results().toList()) {
			Set<Integer> statuses = new TreeSet<>();
			Pattern.compile("\\b\\d{3}\\b")
				.matcher(row.group(2))
				.results()
				.forEach((status) -> statuses.add(Integer.valueOf(status.group())));
			assertThat(listed.put(row.group(1), statuses)).as("second row of " + row.group(1)).isNull();
		}
		return listed;
	}

	private static Map<String, Set<Integer>> created() throws IOException {
		Map<String, Set<Integer>> created = new TreeMap<>();
		for (HttpStatus status : HttpStatus.values()) {
			if (status.isError() && isDescribed(status)) {
				add(created, Problems.slug(status), Set.of(status.value()));
			}
		}
		add(created, Problems.slug(HttpStatusCode.valueOf(400)), Set.of(400));
		add(created, Problems.slug(HttpStatusCode.valueOf(500)), Set.of(500));
		for (String source : sources()) {
			for (MatchResult creation : CREATED.matcher(source).results().toList()) {
				STATUS.matcher(creation.group(1))
					.results()
					.map((status) -> HttpStatus.valueOf(status.group(1)))
					.forEach((status) -> slugs(creation, status)
						.forEach((slug) -> add(created, slug, Set.of(status.value()))));
				if (creation.group(2) != null) {
					// The status may be a variable.
					slugs(creation, HttpStatus.BAD_REQUEST).forEach((slug) -> add(created, slug, Set.of()));
				}
			}
			assertThat(Pattern.compile(CREATION).matcher(source).results().count())
				.as("problems whose type this test cannot read in %s", source)
				.isEqualTo(CREATED.matcher(source).results().count());
		}
		return created;
	}

	/** Other statuses share the slugs of 400 and 500. */
	private static boolean isDescribed(HttpStatus status) {
		return !Set.of("invalid-request", "internal").contains(Problems.slug(status));
	}

	private static Set<String> slugs(MatchResult creation, HttpStatus status) {
		String slug = creation.group(2);
		if (slug == null) {
			return Set.of(Problems.slug(status));
		}
		if (UNAVAILABLE.matcher(slug).matches()) {
			return SERVICES.stream().map((service) -> service + "-unavailable").collect(Collectors.toSet());
		}
		assertThat(slug).as("the type of %s", creation.group()).matches("\"[a-z-]+\"");
		return Set.of(slug.substring(1, slug.length() - 1));
	}

	private static void add(Map<String, Set<Integer>> created, String slug, Set<Integer> statuses) {
		created.computeIfAbsent(slug, (key) -> new TreeSet<>()).addAll(statuses);
	}

	private static List<String> sources() throws IOException {
		Stream.Builder<String> sources = Stream.builder();
		for (String module : MODULES) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
				for (Path file : files.filter((each) -> each.toString().endsWith(".java")).toList()) {
					// It only passes the type on.
					if (!file.endsWith("ProblemException.java")) {
						sources.add(Files.readString(file));
					}
				}
			}
		}
		return sources.build().toList();
	}

}
