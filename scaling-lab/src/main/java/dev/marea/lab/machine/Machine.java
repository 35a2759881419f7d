package dev.marea.lab.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import dev.marea.lab.run.MachineSecond;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage of this machine. On Linux it reads {@code /proc/stat} and
 * {@code /proc/pressure/cpu}; elsewhere it uses the JVM's figures.
 */
public final class Machine {

	/** Clock ticks of {@code /proc/stat} per second, on every Linux. */
	private static final double TICKS = 100;

	private static final double MICROS = 1e6;

	private final Path proc;

	Machine(Path proc) {
		this.proc = proc;
	}

	public static Machine here() {
		return new Machine(Path.of("/proc"));
	}

	/**
	 * Reads all counters.
	 * @param processes those of the run, by name; what they started counts with them
	 */
	public Reading read(Map<String, Long> processes) {
		Map<Long, List<ProcessHandle>> children = new HashMap<>();
		ProcessHandle.allProcesses()
			.forEach((process) -> process.parent()
				.ifPresent(
						(parent) -> children.computeIfAbsent(parent.pid(), (pid) -> new ArrayList<>()).add(process)));
		Set<Long> named = Set.copyOf(processes.values());
		Map<String, Double> cpu = new TreeMap<>();
		processes.forEach((name, pid) -> ProcessHandle.of(pid)
			.map((process) -> cpuSeconds(process, children, named))
			.ifPresent((seconds) -> cpu.put(name, seconds)));
		return new Reading(System.nanoTime(), processors(), pressure(), cpu);
	}

	/** CPU time of a process and of its descendants that have no name of their own. */
	private static double cpuSeconds(ProcessHandle process, Map<Long, List<ProcessHandle>> children, Set<Long> named) {
		double own = process.info().totalCpuDuration().map((cpu) -> cpu.toNanos() / 1e9).orElse(0.0);
		return own + children.getOrDefault(process.pid(), List.of())
			.stream()
			.filter((child) -> !named.contains(child.pid()))
			.mapToDouble((child) -> cpuSeconds(child, children, named))
			.sum();
	}

	/**
	 * Counters of the processors that the lab may use; absent elsewhere than on Linux.
	 */
	private @Nullable Processors processors() {
		try {
			Set<Integer> allowed = allowed();
			double busy = 0;
			double stolen = 0;
			double all = 0;
			for (String line : Files.readAllLines(this.proc.resolve("stat"))) {
				String[] fields = line.split("\\s+");
				if (fields[0].matches("cpu\\d+") && fields.length > 8
						&& (allowed.isEmpty() || allowed.contains(Integer.parseInt(fields[0].substring(3))))) {
					// user nice system idle iowait irq softirq steal; guests are in user
					double idle = Double.parseDouble(fields[4]) + Double.parseDouble(fields[5]);
					double steal = Double.parseDouble(fields[8]);
					double used = 0;
					for (int field : new int[] { 1, 2, 3, 6, 7 }) {
						used += Double.parseDouble(fields[field]);
					}
					busy += used / TICKS;
					stolen += steal / TICKS;
					all += (used + idle + steal) / TICKS;
				}
			}
			return (all > 0) ? new Processors(busy, stolen, all) : null;
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	/** Numbers of the processors that this process may use; empty when unknown. */
	private Set<Integer> allowed() throws IOException {
		Path status = this.proc.resolve("self").resolve("status");
		if (!Files.isReadable(status)) {
			return Set.of();
		}
		Set<Integer> allowed = new TreeSet<>();
		for (String line : Files.readAllLines(status)) {
			if (line.startsWith("Cpus_allowed_list:")) {
				for (String range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
					String[] ends = range.split("-");
					for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
						allowed.add(cpu);
					}
				}
			}
		}
		return allowed;
	}

	/** Seconds in which at least one thread waited for a processor; absent if unknown. */
	private @Nullable Double pressure() {
		try (Stream<String> lines = Files.lines(this.proc.resolve("pressure").resolve("cpu"))) {
			return lines.filter((line) -> line.startsWith("some "))
				.map((line) -> Double.parseDouble(line.substring(line.indexOf("total=") + 6)) / MICROS)
				.findFirst()
				.orElse(null);
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Seconds of processor time since the machine's start.
	 *
	 * @param busy used by anybody
	 * @param stolen given to other machines by the hypervisor
	 * @param all passed, over all processors
	 */
	private record Processors(double busy, double stolen, double all) {

	}

	/**
	 * The counters at one moment.
	 */
	public static final class Reading {

		private final long nanos;

		private final @Nullable Processors processors;

		private final @Nullable Double pressure;

		private final Map<String, Double> processes;

		private Reading(long nanos, @Nullable Processors processors, @Nullable Double pressure,
				Map<String, Double> processes) {
			this.nanos = nanos;
			this.processors = processors;
			this.pressure = pressure;
			this.processes = processes;
		}

		/** What happened since an earlier reading, per second. */
		public MachineSecond since(Reading before) {
			double seconds = secondsSince(before);
			if (seconds <= 0) {
				return MachineSecond.UNKNOWN;
			}
			Double busy = null;
			Double stolen = null;
			if (this.processors != null && before.processors != null
					&& this.processors.all() > before.processors.all()) {
				double all = this.processors.all() - before.processors.all();
				busy = share((this.processors.busy() - before.processors.busy()) / all);
				stolen = share((this.processors.stolen() - before.processors.stolen()) / all);
			}
			else if (this.processors == null) {
				busy = jvmLoad();
			}
			Double pressure = (this.pressure != null && before.pressure != null)
					? share((this.pressure - before.pressure) / seconds) : null;
			return new MachineSecond(busy, stolen, pressure, null, cores(before, seconds));
		}

		/** A process that was not there before has used all of its time since. */
		private Map<String, Double> cores(Reading before, double seconds) {
			Map<String, Double> cores = new TreeMap<>();
			this.processes.forEach((name, cpu) -> {
				double used = cpu - before.processes.getOrDefault(name, 0.0);
				if (used >= 0) {
					cores.put(name, round(used / seconds));
				}
			});
			return cores;
		}

		/** Seconds between the two readings. */
		public double secondsSince(Reading before) {
			return (this.nanos - before.nanos) / 1e9;
		}

		/**
		 * Processor time that anybody used since the earlier reading; empty when unknown.
		 */
		public Optional<Double> busySecondsSince(Reading before) {
			return (this.processors != null && before.processors != null)
					? Optional.of(this.processors.busy() - before.processors.busy()) : Optional.empty();
		}

		/**
		 * CPU time that all processes of the later reading used since the earlier one.
		 */
		public double cpuSecondsSince(Reading before) {
			return this.processes.entrySet()
				.stream()
				.mapToDouble((process) -> Math.max(0,
						process.getValue() - before.processes.getOrDefault(process.getKey(), 0.0)))
				.sum();
		}

		private static @Nullable Double jvmLoad() {
			double load = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getCpuLoad();
			return (load >= 0) ? Double.valueOf(share(load)) : null;
		}

		private static double share(double value) {
			return round(Math.clamp(value, 0, 1));
		}

		private static double round(double value) {
			return Math.round(value * 1000) / 1000.0;
		}

	}

}
