package dev.marea.service.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page {@code docs/reference/metrics.md}, compared with the meters of a running
 * service. The page's tables have the columns name, unit, labels, services and meaning. A
 * name that ends with {@code *} stands for all that begin like it. A meter of
 * {@code all, later} exists only after its first event.
 */
public final class MeterPage {

	/** Labels of every meter. */
	private static final Set<String> COMMON = Set.of("application", "le", "quantile");

	/** Labels that Prometheus adds. */
	private static final Set<String> TARGET = Set.of("namespace", "instance");

	private static final Pattern FAMILY = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private final List<Row> rows;

	private MeterPage(List<Row> rows) {
		this.rows = rows;
	}

	/** Reads the page; tests run in the folder of their module. */
	public static MeterPage read() {
		try (var lines = Files.lines(Path.of("../docs/reference/metrics.md"))) {
			return new MeterPage(lines.filter((line) -> line.startsWith("| `")).map(Row::of).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether the page has a meter of this name, or of a part of it such as its count or
	 * a timer's maximum.
	 */
	public boolean has(String name) {
		return rows(name).findAny().isPresent();
	}

	/**
	 * Labels of such a meter, with those of every meter and those that Prometheus adds.
	 */
	public Set<String> labels(String name) {
		return Stream.concat(Stream.of(COMMON, TARGET), rows(name).map(Row::labels))
			.flatMap(Set::stream)
			.collect(Collectors.toSet());
	}

	private Stream<Row> rows(String name) {
		String family = name.replaceFirst("_(bucket|count|sum)$|(?<=_seconds)_max$", "");
		return this.rows.stream().filter((row) -> row.names(name) || row.names(family));
	}

	/**
	 * Asserts that the page has exactly the meters and labels of a service.
	 * @param management the service's management port on this machine
	 */
	public void assertDescribes(String service, int management) throws IOException, InterruptedException {
		URI meters = URI.create("http://localhost:" + management + "/actuator/prometheus");
		try (HttpClient http = HttpClient.newHttpClient()) {
			assertDescribes(service, http.send(HttpRequest.newBuilder(meters).build(), BodyHandlers.ofString()).body());
		}
	}

	private void assertDescribes(String service, String meters) {
		Set<String> families = FAMILY.matcher(meters)
			.results()
			.map((family) -> family.group(1))
			// A timer has a second family for its maximum.
			.filter((family) -> !family.endsWith("_max") || !isTimer(without(family, "_max"), meters))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> undescribed = new TreeSet<>(families);
		undescribed.removeIf((family) -> this.rows.stream().anyMatch((row) -> row.isIn(service) && row.names(family)));
		assertThat(undescribed).as("meters of %s that docs/reference/metrics.md lacks", service).isEmpty();
		Set<String> gone = this.rows.stream()
			.filter((row) -> row.isIn(service) && !row.later() && families.stream().noneMatch(row::names))
			.map(Row::name)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(gone).as("meters of docs/reference/metrics.md that %s lacks", service).isEmpty();
		for (String family : families) {
			Row row = this.rows.stream().filter((each) -> each.isIn(service) && each.names(family)).findFirst().get();
			Set<String> labels = labels(family, meters);
			if (!row.name().endsWith("*")) {
				assertThat(row.labels()).as("labels of %s in %s", family, service).containsAll(labels);
			}
		}
	}

	private static boolean isTimer(String family, String meters) {
		return meters.contains("# TYPE " + family + " summary") || meters.contains("# TYPE " + family + " histogram");
	}

	private static Set<String> labels(String family, String meters) {
		Pattern sample = Pattern.compile("^" + family + "(?:_count|_sum|_bucket)?\\{([^}]*)\\}", Pattern.MULTILINE);
		Pattern label = Pattern.compile("(\\w+)=\"");
		Set<String> labels = sample.matcher(meters)
			.results()
			.flatMap((found) -> label.matcher(found.group(1)).results().map((each) -> each.group(1)))
			.collect(Collectors.toCollection(TreeSet::new));
		labels.removeAll(COMMON);
		return labels;
	}

	private static String without(String text, String end) {
		return text.substring(0, text.length() - end.length());
	}

	/** One line of a table. */
	private record Row(String name, Set<String> labels, Set<String> services, boolean later) {

		static Row of(String line) {
			String[] cells = line.split("\\|");
			Set<String> labels = CODE.matcher(cells[3])
				.results()
				.map((MatchResult code) -> code.group(1))
				.collect(Collectors.toSet());
			Set<String> services = Arrays.stream(cells[4].split(",")).map(String::strip).collect(Collectors.toSet());
			return new Row(cells[1].replace("`", "").strip(), labels, services, services.contains("later"));
		}

		boolean isIn(String service) {
			return this.services.contains("all") || this.services.contains(service);
		}

		boolean names(String family) {
			return this.name.endsWith("*") ? family.startsWith(without(this.name, "*")) : family.equals(this.name);
		}

	}

}
