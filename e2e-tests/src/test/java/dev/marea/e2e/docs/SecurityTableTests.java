package dev.marea.e2e.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every file and test that docs/security.md names exists.
 */
class SecurityTableTests {

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern NAMED = Pattern.compile("`([^`]+)`");

	private static final Pattern TEST = Pattern.compile("([A-Z]\\w+(?:IT|Tests))(?:#(\\w+))?");

	/** Rows that are only the operator's task must name a command. */
	private static final String OPERATOR = "operator: ";

	@ParameterizedTest
	@ValueSource(strings = { "security.md", "security.es.md" })
	void names_files_that_exist(String document) throws IOException {
		List<String> files = rows(document).stream()
			.flatMap((row) -> Stream.of(row.measures(), row.tests()))
			.flatMap(SecurityTableTests::named)
			.filter((name) -> name.contains("/") || name.matches("[\\w.]+\\.(yaml|json|xml|md)"))
			.distinct()
			.toList();
		assertThat(files).hasSizeGreaterThan(20)
			.allSatisfy((file) -> assertThat(HOME.resolve(file)).as(document).exists());
	}

	@ParameterizedTest
	@ValueSource(strings = { "security.md", "security.es.md" })
	void names_tests_that_exist(String document) throws IOException {
		Set<String> tests = new TreeSet<>();
		rows(document).forEach((row) -> tests.addAll(tests(row)));
		assertThat(tests).hasSizeGreaterThan(30);
		for (String test : tests) {
			Matcher name = TEST.matcher(test);
			assertThat(name.matches()).as(test).isTrue();
			assertThat(sources(name.group(1))).as(test).isNotEmpty();
			if (name.group(2) != null) {
				assertThat(sources(name.group(1))).as(test)
					.anyMatch((source) -> source.contains(" " + name.group(2) + "("));
			}
		}
	}

	@Test
	void a_row_without_a_test_says_how_the_operator_looks() throws IOException {
		for (Row row : rows("security.md")) {
			if (row.tests().strip().equals("–")) {
				assertThat(row.operator()).as(row.name()).contains(OPERATOR).contains("`");
			}
		}
	}

	@Test
	void says_the_same_in_spanish() throws IOException {
		List<Row> english = rows("security.md");
		List<Row> spanish = rows("security.es.md");
		assertThat(spanish).hasSameSizeAs(english);
		for (int index = 0; index < english.size(); index++) {
			Row row = english.get(index);
			Row other = spanish.get(index);
			assertThat(named(other.measures())).as(row.name())
				.containsExactlyElementsOf(named(row.measures()).toList());
			assertThat(named(other.tests())).as(row.name()).containsExactlyElementsOf(named(row.tests()).toList());
		}
	}

	@Test
	void has_a_row_for_every_line_of_the_lists() throws IOException {
		List<String> names = rows("security.md").stream().map(Row::name).toList();
		for (int number = 1; number <= 10; number++) {
			String line = "OWASP D%02d".formatted(number);
			assertThat(names).anyMatch((name) -> name.contains(line));
		}
		for (String line : List.of("CIS 1", "CIS 2", "CIS 3", "CIS 4", "CIS 5", "CIS 6", "users and permissions",
				"audit and logging", "updates", "minimal image", "current software", "private registry",
				"trusted images only", "controlled egress", "dynamic addresses", "host protections",
				"few privileged users", "encrypted volumes", "segmentation")) {
			assertThat(names).anyMatch((name) -> name.contains(line));
		}
	}

	private static List<String> tests(Row row) {
		return named(row.tests()).filter((name) -> !name.contains("/")).toList();
	}

	private static Stream<String> named(String text) {
		return NAMED.matcher(text).results().map((match) -> match.group(1));
	}

	/** Classes of this name; some modules have one of the same. */
	private static List<String> sources(String name) throws IOException {
		List<String> sources = new ArrayList<>();
		try (Stream<Path> modules = Files.list(HOME)) {
			for (Path module : modules.map((folder) -> folder.resolve("src/test/java"))
				.filter(Files::exists)
				.toList()) {
				try (Stream<Path> files = Files.walk(module)) {
					for (Path file : files.filter((file) -> file.endsWith(name + ".java")).toList()) {
						sources.add(Files.readString(file));
					}
				}
			}
		}
		return sources;
	}

	private static List<Row> rows(String document) throws IOException {
		return Files.readAllLines(HOME.resolve("docs").resolve(document))
			.stream()
			.filter((line) -> line.startsWith("| **"))
			.map((line) -> line.replace("\\|", "¦").split("\\|"))
			.map((cells) -> new Row(cells[1], cells[3], cells[4], cells[5]))
			.toList();
	}

	private record Row(String name, String measures, String tests, String operator) {
	}

}
