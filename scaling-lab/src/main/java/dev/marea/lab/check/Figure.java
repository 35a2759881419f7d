package dev.marea.lab.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import dev.marea.lab.report.Measure;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a summary that an assertion may name.
 *
 * @param name as in {@code summary.json}, with a dot before a part
 * @param unit its unit
 * @param value the figure; absent if it was not measured
 * @param absent why it was not measured
 */
record Figure(String name, Unit unit, Function<Summary, @Nullable Double> value, Function<Summary, String> absent) {

	private static final String NO_REQUEST = "the lab sent no request";

	/** Figures of a whole run, by name. */
	static final Map<String, Figure> ALL = all();

	/** Figures of the requests of one name. */
	private static final List<String> OF_A_REQUEST = List.of("requests", "dropped", "errors", "p50", "p95", "p99",
			"max");

	/**
	 * The figure of one request.
	 * @return absent if requests have no figure of this name
	 */
	static @Nullable Figure ofRequest(String name, String request) {
		if (!OF_A_REQUEST.contains(name)) {
			return null;
		}
		Unit unit = switch (name) {
			case "requests", "dropped" -> Unit.COUNT;
			case "errors" -> Unit.SHARE;
			default -> Unit.DURATION;
		};
		return new Figure(name + "(" + request + ")", unit, (summary) -> {
			Summary.RequestFigures figures = summary.byRequest().get(request);
			return (figures != null) ? part(figures, name) : null;
		}, (summary) -> "no request '" + request + "' was sent");
	}

	private static @Nullable Double part(Summary.RequestFigures figures, String name) {
		return switch (name) {
			case "requests" -> (Double) (double) figures.requests();
			case "dropped" -> (Double) (double) figures.dropped();
			case "errors" -> (Double) figures.errors();
			case "p50" -> figures.p50();
			case "p95" -> figures.p95();
			case "p99" -> figures.p99();
			default -> figures.max();
		};
	}

	static String namesOfRequest() {
		return String.join(", ", OF_A_REQUEST);
	}

	private static Map<String, Figure> all() {
		List<Figure> figures = new ArrayList<>();
		// Of another tool's load, the summary counts no request: 0 would be wrong.
		figures.add(load("requests", Unit.COUNT, (summary) -> count(summary, summary.requests())));
		figures.add(load("dropped", Unit.COUNT, (summary) -> count(summary, summary.dropped())));
		figures.add(load("errors", Unit.SHARE, Summary::errors));
		figures.add(load("p50", Unit.DURATION, Summary::p50));
		figures.add(load("p95", Unit.DURATION, Summary::p95));
		figures.add(load("p99", Unit.DURATION, Summary::p99));
		figures.add(load("p99.9", Unit.DURATION, Summary::p999));
		figures.add(load("max", Unit.DURATION, Summary::max));
		figures.add(load("offered", Unit.RATE, Summary::offered));
		figures.add(load("sent", Unit.RATE, Summary::sent));
		figures.add(load("answered", Unit.RATE, Summary::answered));
		figures.add(load("violation", Unit.DURATION, Summary::violation));
		figures.add(of("unrecovered", Unit.COUNT, (summary) -> whole(summary.unrecovered()),
				"overloads are known with --on, --capacity and a load of the lab"));
		figures.add(of("under", Unit.NUMBER, Figure::under, "need is known with --on and --capacity"));
		figures.add(of("over", Unit.NUMBER, Figure::over, "need is known with --on and --capacity"));
		figures.add(of("skew", Unit.NUMBER, Summary::skew, "no two settled instances had enough requests"));
		figures.add(ready("ready.min", Summary.Ready::min));
		figures.add(ready("ready.peak", Summary.Ready::peak));
		figures.add(ready("ready.final", Summary.Ready::last));
		for (Measure measure : Measure.ALL) {
			measured(measure.name(), figures);
		}
		figures.add(load("lateness.p50", Unit.DURATION, (summary) -> late(summary, Quantiles::p50)));
		figures.add(load("lateness.p99", Unit.DURATION, (summary) -> late(summary, Quantiles::p99)));
		figures.add(load("lateness.max", Unit.DURATION, (summary) -> late(summary, Quantiles::max)));
		figures.add(machine("machine.busy", Unit.SHARE, Summary.Machine::busy));
		figures.add(machine("machine.starved", Unit.DURATION, (machine) -> (double) machine.starved()));
		figures.add(machine("machine.wanting", Unit.DURATION, (machine) -> (double) machine.wanting()));
		figures.add(machine("machine.excused", Unit.COUNT, (machine) -> (double) machine.excused()));
		figures.add(machine("machine.violation", Unit.DURATION, (machine) -> (double) machine.violation()));
		figures.add(of("needInvalid.seconds", Unit.DURATION, Figure::needInvalid,
				"need is known with --on and --capacity"));
		figures.add(ofInstances("scaleIns.count", Unit.COUNT, (summary) -> (double) summary.scaleIns().size()));
		figures.add(of("scaleIns.dropped", Unit.COUNT, Figure::droppedInScaleIns,
				"drops in a scale-in are known with --on and a load of the lab"));
		figures.add(of("invariants.broken", Unit.COUNT, Figure::brokenInvariants, "no invariant was checked"));
		Map<String, Figure> byName = new LinkedHashMap<>();
		figures.forEach((figure) -> byName.put(figure.name(), figure));
		byName.put("p999", Objects.requireNonNull(byName.get("p99.9")));
		return byName;
	}

	private static Figure of(String name, Unit unit, Function<Summary, @Nullable Double> value, String absent) {
		return new Figure(name, unit, value, (summary) -> (invalid(name, summary) != null)
				? Objects.requireNonNull(invalid(name, summary)) : absent);
	}

	private static Figure load(String name, Unit unit, Function<Summary, @Nullable Double> value) {
		return of(name, unit, value, NO_REQUEST);
	}

	private static Figure ready(String name, Function<Summary.Ready, Integer> part) {
		return ofInstances(name, Unit.COUNT, (summary) -> part.apply(Objects.requireNonNull(summary.ready())) + 0.0);
	}

	/** A figure that is known only if instances were observed. */
	private static Figure ofInstances(String name, Unit unit, Function<Summary, Double> value) {
		return of(name, unit, (summary) -> (summary.ready() != null) ? value.apply(summary) : null,
				"no instance was observed; --on observes them");
	}

	private static Figure machine(String name, Unit unit, Function<Summary.Machine, Double> part) {
		return of(name, unit, (summary) -> (summary.machine() != null) ? part.apply(summary.machine()) : null,
				"the lab's machine was not observed");
	}

	/** A measure: its highest value under its own name, and its parts. */
	private static void measured(String name, List<Figure> figures) {
		figures.add(measure(name, name, Unit.DURATION, Quantiles::max));
		figures.add(measure(name, name + ".p50", Unit.DURATION, Quantiles::p50));
		figures.add(measure(name, name + ".p99", Unit.DURATION, Quantiles::p99));
		figures.add(measure(name, name + ".max", Unit.DURATION, Quantiles::max));
		figures.add(measure(name, name + ".n", Unit.COUNT, (quantiles) -> (double) quantiles.n()));
	}

	private static Figure measure(String measure, String name, Unit unit, Function<Quantiles, Double> part) {
		return new Figure(name, unit, (summary) -> {
			Quantiles quantiles = summary.measures().get(measure);
			return (quantiles == null || invalid(measure, summary) != null) ? null : part.apply(quantiles);
		}, (summary) -> {
			String invalid = invalid(measure, summary);
			return (invalid != null) ? invalid : "it did not occur, or the instances were not observed";
		});
	}

	/**
	 * Why a figure of a summary must not be trusted; absent if it can be. Overloads
	 * without recovery have no {@code recover}, so the others would pass alone.
	 */
	private static @Nullable String invalid(String name, Summary summary) {
		boolean recovery = name.equals("recover") || name.equals("recover-detect");
		if (recovery && summary.unrecovered() != null && summary.unrecovered() > 0) {
			return "after " + summary.unrecovered() + " of the overloads the SLO did not hold again";
		}
		boolean need = name.equals("detect") || name.equals("under") || name.equals("over");
		return (need && summary.needInvalid() != null)
				? "need does not hold in " + summary.needInvalid().seconds() + " s of the run" : null;
	}

	private static @Nullable Double under(Summary summary) {
		return (invalid("under", summary) == null) ? summary.under() : null;
	}

	private static @Nullable Double over(Summary summary) {
		return (invalid("over", summary) == null) ? summary.over() : null;
	}

	/** Without need there is no {@code under}: 0 would be wrong. */
	private static @Nullable Double needInvalid(Summary summary) {
		if (summary.needInvalid() != null) {
			return (double) summary.needInvalid().seconds();
		}
		return (summary.under() != null) ? (Double) 0.0 : null;
	}

	private static @Nullable Double droppedInScaleIns(Summary summary) {
		return (summary.ready() == null) ? null
				: count(summary, summary.scaleIns().stream().mapToLong(Summary.ScaleIn::dropped).sum());
	}

	private static @Nullable Double count(Summary summary, long count) {
		return (summary.requests() > 0) ? (Double) (double) count : null;
	}

	private static @Nullable Double whole(@Nullable Integer number) {
		return (number != null) ? (Double) number.doubleValue() : null;
	}

	private static @Nullable Double late(Summary summary, Function<Quantiles, Double> part) {
		return (summary.lateness() != null) ? part.apply(summary.lateness()) : null;
	}

	private static @Nullable Double brokenInvariants(Summary summary) {
		return summary.invariants().isEmpty() ? null
				: (Double) (double) summary.invariants()
					.values()
					.stream()
					.filter((held) -> !Objects.equals(held, true))
					.count();
	}

}
