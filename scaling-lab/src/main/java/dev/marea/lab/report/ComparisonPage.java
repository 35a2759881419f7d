package dev.marea.lab.report;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.marea.lab.run.Run;

/**
 * Two runs in the same plots, as one HTML file.
 */
record ComparisonPage(Comparison comparison, Report a, Report b) {

	Path writeTo(Path file) {
		return Report.write(file, html());
	}

	String html() {
		Map<String, String> values = new HashMap<>();
		String ids = "%s, %s".formatted(this.comparison.a().info().id(), this.comparison.b().info().id());
		values.put("title", Html.words("title", "", new Words("Comparison: " + ids, "Comparación: " + ids)));
		values.put("headline", headline());
		values.put("which", which("A", this.comparison.a()) + which("B", this.comparison.b()));
		values.put("unlike", unlike());
		values.put("table", table());
		values.put("run-json", "[" + this.a.json() + "," + this.b.json() + "]");
		values.put("footer", "");
		return PageTemplate.page("compare.html", new Words("comparison of two runs", "comparación de dos ejecuciones"),
				values, "compare");
	}

	private String headline() {
		return Html.words(new Words("Two runs: A solid, B dashed", "Dos ejecuciones: A continua, B discontinua"));
	}

	private static String which(String name, Run run) {
		return "<p class=\"which\"><b>%s</b> %s: %s</p>".formatted(name, Html.escape(run.info().id()),
				Html.words(Headline.of(run)));
	}

	private String unlike() {
		return this.comparison.unlike().isEmpty() ? ""
				: "<div class=\"notes absent\">%s%s</div>".formatted(
						Html.words("strong", "", new Words("Different input", "Entrada distinta")),
						this.comparison.unlike()
							.stream()
							.map((line) -> Html.words("p", "", line))
							.collect(Collectors.joining()));
	}

	private String table() {
		Table table = new Table("").text("", "").number("A", "A").number("B", "B").number("B/A", "B/A");
		for (Comparison.Row row : this.comparison.rows()) {
			table.row(row.name()).cell(row.a()).cell(row.b()).orEmpty(row.ratio());
		}
		return "<div class=\"scroll\" tabindex=\"0\">" + table + "</div>";
	}

}
