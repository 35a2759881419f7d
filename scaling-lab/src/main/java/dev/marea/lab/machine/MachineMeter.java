package dev.marea.lab.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import dev.marea.lab.run.MachineSecond;

/**
 * Meters the machine during a run: its counters and the CPU of the run's processes, the
 * lab's own among them. Not safe for use by several threads.
 */
public final class MachineMeter {

	/** The lab's own process among those of a run. */
	private static final String LAB = "lab";

	private final Machine machine = Machine.here();

	private final Supplier<Map<String, Long>> processes;

	private Machine.Reading last;

	/**
	 * A meter that begins with this moment.
	 * @param processes ids of the run's other processes by name; asked at each reading
	 */
	public MachineMeter(Supplier<Map<String, Long>> processes) {
		this.processes = processes;
		this.last = read();
	}

	/** Reads all counters. */
	public Machine.Reading read() {
		Map<String, Long> processes = new HashMap<>(this.processes.get());
		processes.put(LAB, ProcessHandle.current().pid());
		return this.machine.read(processes);
	}

	/** Begins anew: the next {@link #lap()} counts from this moment. */
	public void restart() {
		this.last = read();
	}

	/** What happened since the last lap or the beginning, per second. */
	public MachineSecond lap() {
		Machine.Reading now = read();
		MachineSecond lap = now.since(this.last);
		this.last = now;
		return lap;
	}

}
