package dev.marea.lab.check;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import dev.marea.lab.report.Figures;
import dev.marea.lab.report.Verdict;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;

/**
 * The result of a command as a document for CI.
 *
 * @param info absent if the command ended before its run, like its summary and its record
 * @param record the run's folder
 */
record Documents(@Nullable RunInfo info, @Nullable Summary summary, List<Check> checks, @Nullable Path record,
		int exitCode) {

	/**
	 * One object: {@code exitCode} and {@code checks}; after a run also {@code summary},
	 * {@code run} and {@code record}.
	 */
	String json() {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("exitCode", this.exitCode);
		result.put("checks", this.checks.stream().map(Documents::fields).toList());
		if (this.summary != null && this.info != null) {
			result.put("summary", this.summary);
			result.put("run", this.info);
			result.put("record", String.valueOf(this.record));
		}
		return RunFolder.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result) + "\n";
	}

	private static Map<String, String> fields(Check check) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("name", check.name());
		fields.put("outcome", Output.word(check));
		fields.put("text", check.text());
		return fields;
	}

	/** The checks, the load and the requests, each as a table. */
	String markdown() {
		List<String> lines = new ArrayList<>();
		lines.add((this.info != null) ? "## Run " + cell(this.info.id()) : "## No run");
		lines.add("");
		if (!this.checks.isEmpty()) {
			lines.add("| check | outcome | figure |");
			lines.add("|---|---|---|");
			this.checks.forEach((check) -> lines.add("| %s | %s | %s |".formatted(cell(check.name()),
					(check.outcome() == Verdict.Outcome.HELD) ? "held" : "**" + Output.word(check) + "**",
					cell(check.text()))));
			lines.add("");
		}
		if (this.summary != null) {
			requests(this.summary, lines);
			lines.add("");
		}
		return String.join("\n", lines);
	}

	private static void requests(Summary summary, List<String> lines) {
		lines.add("| request | requests | dropped | errors | p50 | p95 | p99 | max |");
		lines.add("|---|--:|--:|--:|--:|--:|--:|--:|");
		summary.byRequest()
			.forEach((name, each) -> lines.add(row(cell(name), each.requests(), each.dropped(), each.errors(),
					each.p50(), each.p95(), each.p99(), each.max())));
		lines.add(row("**all**", summary.requests(), summary.dropped(), summary.errors(), summary.p50(), summary.p95(),
				summary.p99(), summary.max()));
	}

	private static String row(String name, long requests, long dropped, @Nullable Double errors,
			@Nullable Double... latencies) {
		StringBuilder row = new StringBuilder("| %s | %s | %s | %s |".formatted(name, Figures.count(requests),
				Figures.count(dropped), (errors != null) ? Figures.percent(errors) : "-"));
		for (Double latency : latencies) {
			row.append(' ').append((latency != null) ? Figures.duration(latency) : "-").append(" |");
		}
		return row.toString();
	}

	/** Servers and logs choose some of the names. */
	private static String cell(String text) {
		return text.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\|`*_<>\\[\\]])", "\\\\$1");
	}

	/**
	 * A suite with a case for each check. An inconclusive check is skipped: it neither
	 * passed nor failed.
	 */
	String junit() {
		StringWriter text = new StringWriter();
		try {
			XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
			xml.writeStartDocument("UTF-8", "1.0");
			xml.writeStartElement("testsuite");
			xml.writeAttribute("name", (this.info != null) ? clean("marea " + this.info.id()) : "marea");
			if (this.info != null) {
				xml.writeAttribute("timestamp", this.info.started().toString());
			}
			xml.writeAttribute("tests", String.valueOf(this.checks.size()));
			xml.writeAttribute("failures", count(Verdict.Outcome.BROKEN));
			xml.writeAttribute("skipped", count(Verdict.Outcome.INCONCLUSIVE));
			xml.writeAttribute("errors", "0");
			if (this.summary != null) {
				properties(xml, this.summary);
			}
			for (Check check : this.checks) {
				testCase(xml, check);
			}
			xml.writeEndElement();
			xml.writeEndDocument();
			xml.close();
		}
		catch (XMLStreamException ex) {
			throw new IllegalStateException(ex);
		}
		return text + "\n";
	}

	private static void properties(XMLStreamWriter xml, Summary summary) throws XMLStreamException {
		xml.writeStartElement("properties");
		for (Figure figure : Figure.ALL.values()) {
			Double value = figure.value().apply(summary);
			if (value != null) {
				property(xml, figure.name(), value);
			}
		}
		xml.writeEndElement();
	}

	private static void property(XMLStreamWriter xml, String name, double value) throws XMLStreamException {
		xml.writeEmptyElement("property");
		xml.writeAttribute("name", name);
		xml.writeAttribute("value", Figures.number(value, 6).replace(",", ""));
	}

	private static void testCase(XMLStreamWriter xml, Check check) throws XMLStreamException {
		xml.writeStartElement("testcase");
		xml.writeAttribute("classname", "marea");
		xml.writeAttribute("name", clean(check.name()));
		String element = switch (check.outcome()) {
			case HELD -> null;
			case INCONCLUSIVE -> "skipped";
			default -> "failure";
		};
		if (element != null) {
			xml.writeEmptyElement(element);
			xml.writeAttribute("message", clean(check.text()));
		}
		xml.writeEndElement();
	}

	private String count(Verdict.Outcome outcome) {
		return String.valueOf(this.checks.stream().filter((check) -> check.outcome() == outcome).count());
	}

	/** Without the characters that XML cannot contain. */
	private static String clean(String text) {
		return text.replaceAll("[^\\x20-\\x{d7ff}\\x{e000}-\\x{fffd}\\x{10000}-\\x{10ffff}]", " ");
	}

}
