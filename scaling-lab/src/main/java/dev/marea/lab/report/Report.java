package dev.marea.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;

/**
 * The report of a run: one HTML file that needs no network and also names what is
 * unknown.
 */
public final class Report {

	/** The report's name in a run's folder. */
	public static final String FILE = "report.html";

	private final Run run;

	private final Percentiles percentiles;

	private Report(Run run, Percentiles percentiles) {
		this.run = run;
		this.percentiles = percentiles;
	}

	/**
	 * Reads a run.
	 * @throws UsageError if the folder contains no run
	 */
	public static Report of(Path folder) {
		return of(folder, RunFolder.read(folder));
	}

	private static Report of(Path folder, Run run) {
		return new Report(run, Percentiles.read(folder.resolve("latency.hlog")));
	}

	/** Writes {@link #FILE} into the run's folder and returns its path. */
	public static Path write(Path folder) {
		return of(folder).writeTo(folder.resolve(FILE));
	}

	/**
	 * The same of a run that was read already: reading a day takes longer than the rest.
	 * @param run what the folder holds
	 */
	public static Path write(Path folder, Run run) {
		return of(folder, run).writeTo(folder.resolve(FILE));
	}

	/**
	 * Writes the report, in one piece or not at all.
	 * @throws Failure when the file cannot be written
	 */
	public Path writeTo(Path file) {
		return write(file, html());
	}

	static Path write(Path file, String html) {
		Path parent = file.toAbsolutePath().getParent();
		if (Files.isDirectory(file)) {
			throw new UsageError(file + " is a folder; give a file for the report.");
		}
		if (Files.exists(parent) && !Files.isDirectory(parent)) {
			throw new UsageError(file + " cannot be written: " + parent + " is a file.");
		}
		try {
			Files.createDirectories(parent);
			RunFolder.write(file.toAbsolutePath(), html);
			return file;
		}
		catch (IOException ex) {
			throw new Failure(file + " cannot be written: " + ex.getMessage(), ex);
		}
	}

	Run run() {
		return this.run;
	}

	/** The data of the run's plots. */
	String json() {
		return new PlotData(this.run).json(Lifeline.of(this.run), this.percentiles);
	}

	public String html() {
		PlotData plots = new PlotData(this.run);
		List<Lifeline> lives = Lifeline.of(this.run);
		Lead lead = new Lead(this.run, this.percentiles);
		Results results = new Results(this.run.summary(), this.run.seconds(), this.percentiles);
		Chronicle chronicle = new Chronicle(this.run, plots, lives);
		Map<String, String> values = new HashMap<>();
		values.put("title", Html.words("title", "", lead.title()));
		values.put("which", lead.which());
		values.put("headline", Html.words(Headline.of(this.run)));
		values.put("badges", lead.badges());
		values.put("tiles", lead.tiles());
		values.put("notes", lead.notes());
		values.put("absent", lead.absent());
		values.put("plots", lead.plots(plots.step(), plots.rest(lives)));
		values.put("measures", results.measures());
		values.put("summary", results.summary());
		values.put("requests", results.requests());
		values.put("errors", results.errors());
		values.put("invariants", results.invariants());
		values.put("histogram", results.histogram());
		values.put("percentiles", results.percentiles());
		values.put("machine", MachineUse.of(this.run).section());
		values.put("instances", chronicle.instances());
		values.put("asked", chronicle.asked());
		values.put("events", chronicle.events());
		values.put("timeline", chronicle.timeline());
		values.put("footer", "<p>" + chronicle.versions() + "</p>");
		values.put("run-json", plots.json(lives, this.percentiles));
		return PageTemplate.page("report.html", new Words("run report", "informe de la ejecución"), values, "histogram",
				"marks", "lanes", "machine", "report");
	}

}
