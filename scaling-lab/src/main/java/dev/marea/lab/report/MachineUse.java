package dev.marea.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The usage of the lab's machine, in all and by process.
 *
 * @param seconds the seconds with figures of the machine
 * @param processors number of processors that the lab may use; absent in records without
 * versions
 * @param named processes with their own line: the busiest ones
 * @param others processes of the run without one
 */
record MachineUse(List<Second> seconds, @Nullable Integer processors, List<String> named, Set<String> others) {

	private static final int MOST_PROCESSES = 8;

	private static final int DIGITS = 3;

	private static final Words EVERYTHING_ELSE = new Words("everything else on this machine",
			"todo lo demás en esta máquina");

	static MachineUse of(Run run) {
		List<Second> seconds = run.seconds().stream().filter((second) -> machine(second) != null).toList();
		Map<String, Double> used = new TreeMap<>();
		for (Second second : seconds) {
			Objects.requireNonNull(second.machine())
				.processes()
				.forEach((name, cores) -> used.merge(name, cores, Double::sum));
		}
		List<String> names = used.keySet()
			.stream()
			.sorted(Comparator.comparing(used::get, Comparator.reverseOrder()))
			.toList();
		int most = Math.min(names.size(), MOST_PROCESSES);
		Integer processors = (run.info().versions() != null) ? (Integer) run.info().versions().cores() : null;
		return new MachineUse(seconds, processors, names.subList(0, most),
				Set.copyOf(names.subList(most, names.size())));
	}

	/** The figures of the machine; absent if there are none. */
	private static @Nullable MachineSecond machine(Second second) {
		MachineSecond machine = second.machine();
		return (machine == null || machine.equals(MachineSecond.UNKNOWN)) ? null : machine;
	}

	boolean known() {
		return !this.seconds.isEmpty();
	}

	/** The highest value of a bucket's seconds; absent if unknown. */
	static @Nullable Double highest(PlotPoint bucket, Function<MachineSecond, @Nullable Double> value) {
		return bucket.highest((second) -> {
			MachineSecond machine = machine(second);
			return (machine != null) ? value.apply(machine) : null;
		});
	}

	/**
	 * Columns for the plots; absent without figures. A point shows the busiest second of
	 * its bucket, by used and stolen time, so that shares and cores add up. Pressure and
	 * lateness are the highest of the bucket.
	 */
	@Nullable Map<String, Object> columns(List<PlotPoint> buckets) {
		if (!known()) {
			return null;
		}
		List<@Nullable MachineSecond> busiest = buckets.stream()
			.<@Nullable MachineSecond>map(MachineUse::busiest)
			.toList();
		Map<String, Object> columns = new LinkedHashMap<>();
		columns.put("processors", (this.processors != null) ? this.processors : 0);
		columns.put("busy", column(busiest, MachineSecond::busy));
		columns.put("stolen", column(busiest, MachineSecond::stolen));
		columns.put("pressure", column(buckets, (bucket) -> highest(bucket, MachineSecond::pressure)));
		columns.put("late", column(buckets, (bucket) -> highest(bucket, MachineSecond::late)));
		columns.put("starved",
				buckets.stream().map((bucket) -> bucket.seconds().stream().anyMatch(Second::starved) ? 1 : 0).toList());
		List<Map<String, Object>> processes = new ArrayList<>();
		this.named.forEach((name) -> processes
			.add(Map.of("name", name, "cores", column(busiest, (machine) -> machine.processes().get(name)))));
		if (!this.others.isEmpty()) {
			processes.add(Map.of("more", this.others.size(), "cores", column(busiest, this::rest)));
		}
		columns.put("processes", processes);
		columns.put("others", column(busiest, this::elsewhere));
		return columns;
	}

	private static <T> List<@Nullable Number> column(List<@Nullable T> points, Function<T, @Nullable Double> value) {
		return points.stream().<@Nullable Number>map((point) -> {
			Double number = (point != null) ? value.apply(point) : null;
			return (number != null) ? PlotData.round(number, DIGITS) : null;
		}).toList();
	}

	private static @Nullable MachineSecond busiest(PlotPoint bucket) {
		return bucket.seconds()
			.stream()
			.map(MachineUse::machine)
			.filter(Objects::nonNull)
			.max(Comparator.comparingDouble((machine) -> Objects.requireNonNullElse(machine.taken(), 0.0)))
			.orElse(null);
	}

	/** Cores of the run's processes without their own line. */
	private Double rest(MachineSecond machine) {
		return machine.processes()
			.entrySet()
			.stream()
			.filter((process) -> this.others.contains(process.getKey()))
			.mapToDouble(Map.Entry::getValue)
			.sum();
	}

	/** Cores that other processes used; absent if unknown. */
	private @Nullable Double elsewhere(MachineSecond machine) {
		return (machine.busy() == null || this.processors == null || machine.processes().isEmpty()) ? null
				: (Double) Math.max(0, machine.busy() * this.processors - machine.used());
	}

	/**
	 * The report's section with the cores of each process; empty without figures.
	 */
	String section() {
		if (this.named.isEmpty()) {
			return "";
		}
		Table table = new Table("").text("cores of", "núcleos de")
			.number("mean", "media")
			.number("max", "máx.")
			.number("mean while starved", "media sin CPU suficiente");
		for (String name : this.named) {
			cells(table.row(name), (machine) -> machine.processes().get(name));
		}
		if (!this.others.isEmpty()) {
			int more = this.others.size();
			cells(table.row(new Words(more + " more of the run", more + " más de la ejecución")), this::rest);
		}
		cells(table.row(EVERYTHING_ELSE), this::elsewhere);
		return """
				<section class="card" id="machine">
				  %s
				  <div class="scroll">%s</div>
				</section>""".formatted(Html.words("h2", "", new Words("Machine", "Máquina")), table);
	}

	private void cells(Table table, Function<MachineSecond, @Nullable Double> cores) {
		List<Second> known = this.seconds.stream()
			.filter((second) -> cores.apply(Objects.requireNonNull(second.machine())) != null)
			.toList();
		ToDoubleFunction<Second> value = (second) -> Objects
			.requireNonNull(cores.apply(Objects.requireNonNull(second.machine())));
		Function<Double, Words> text = (number) -> Words.of((numerals) -> numerals.fixed(number, 2));
		table.cell(known.stream().mapToDouble(value).average().stream().boxed().map(text).findFirst().orElse(null))
			.cell(known.stream().mapToDouble(value).max().stream().boxed().map(text).findFirst().orElse(null))
			.orEmpty(known.stream()
				.filter(Second::starved)
				.mapToDouble(value)
				.average()
				.stream()
				.boxed()
				.map(text)
				.findFirst()
				.orElse(null));
	}

}
