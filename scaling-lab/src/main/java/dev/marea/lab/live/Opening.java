package dev.marea.lab.live;

import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.live.Line.Style;
import dev.marea.lab.report.Figures;
import dev.marea.lab.run.RunInfo;
import org.jspecify.annotations.Nullable;

/**
 * The first lines of a run's view.
 */
record Opening(RunInfo info) {

	List<Line> lines() {
		List<Line> lines = new ArrayList<>();
		add(lines, "load", join(this.info.scenario(), this.info.shape()));
		add(lines, "to", this.info.url());
		if (this.info.service() != null) {
			add(lines, "scaling", this.info.service() + ((this.info.capacity() != null)
					? ", one instance takes " + Figures.number(this.info.capacity(), 1) + "/s" : ""));
		}
		add(lines, "SLO", "p99 ≤ %s, errors ≤ %s".formatted(Figures.duration(this.info.slo().p99()),
				Figures.percent(this.info.slo().errors())));
		this.info.notes().forEach((note) -> add(lines, "note", note));
		lines.add(Line.of(""));
		return lines;
	}

	private static void add(List<Line> lines, String label, @Nullable String text) {
		if (text != null && !text.isBlank()) {
			lines.add(Line.of("  ").add(label, Style.DIM).to(Closing.COLUMN).add(text));
		}
	}

	private static String join(@Nullable String scenario, @Nullable String shape) {
		return ((scenario != null) ? scenario : "") + ((scenario != null && shape != null) ? ", " : "")
				+ ((shape != null) ? shape : "");
	}

}
