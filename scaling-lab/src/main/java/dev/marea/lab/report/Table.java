package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An HTML table whose first column heads its rows.
 */
final class Table {

	private record Column(Words head, boolean number) {

	}

	private final List<Column> columns = new ArrayList<>();

	private final StringBuilder rows = new StringBuilder();

	private final String classes;

	private int cell;

	Table(String classes) {
		this.classes = classes;
	}

	Table text(String en, String es) {
		this.columns.add(new Column(new Words(en, es), false));
		return this;
	}

	Table number(String en, String es) {
		this.columns.add(new Column(new Words(en, es), true));
		return this;
	}

	/** Starts a row; its cells follow. */
	Table row(String head) {
		this.rows.append((this.rows.isEmpty()) ? "<tr>" : "</tr>\n<tr>")
			.append("<th scope=\"row\">")
			.append(Html.escape(head))
			.append("</th>");
		this.cell = 1;
		return this;
	}

	/** The same with a head in both languages. */
	Table row(Words head) {
		this.rows.append((this.rows.isEmpty()) ? "<tr>" : "</tr>\n<tr>")
			.append(Html.words("th", "scope=\"row\"", head));
		this.cell = 1;
		return this;
	}

	/** A cell; an absent value is shown as not measured. */
	Table cell(@Nullable Words words) {
		return (words != null) ? orEmpty(words) : html(Html.words("span", "class=\"none\"", Words.NOT_MEASURED));
	}

	/** A cell that is empty without a value. */
	Table orEmpty(@Nullable Words words) {
		return (words != null) ? cell(Html.spanish(words), Html.escape(words.en())) : html("");
	}

	/** A cell with text that no language changes. */
	Table plain(@Nullable String text) {
		return html((text != null) ? Html.escape(text) : "");
	}

	Table meaning(Words words) {
		this.cell++;
		this.rows.append(Html.words("td", "class=\"meaning\"", words));
		return this;
	}

	/** A cell with escaped content. */
	Table html(String html) {
		return cell("", html);
	}

	private Table cell(String attributes, String html) {
		Column column = this.columns.get(this.cell++);
		this.rows.append("<td")
			.append(column.number() ? " class=\"n\"" : "")
			.append(this.classes.contains("stack") ? label(column.head()) : "")
			.append(attributes)
			.append('>')
			.append(html)
			.append("</td>");
		return this;
	}

	/** The column's head beside a cell, for narrow screens. */
	private static String label(Words head) {
		return " data-label=\"%s\"".formatted(Html.escape(head.en()))
				+ (head.en().equals(head.es()) ? "" : " data-label-es=\"%s\"".formatted(Html.escape(head.es())));
	}

	boolean isEmpty() {
		return this.rows.isEmpty();
	}

	@Override
	public String toString() {
		StringBuilder head = new StringBuilder();
		for (Column column : this.columns) {
			head.append(Html.words("th", "scope=\"col\"" + (column.number() ? " class=\"n\"" : ""), column.head()));
		}
		return "<table class=\"data %s\"><thead><tr>%s</tr></thead><tbody>\n%s</tr></tbody></table>"
			.formatted(this.classes, head, this.rows);
	}

}
