package dev.marea.lab.run;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The lab's machine in one second. Shares are 0 to 1. What the operating system does not
 * tell is absent.
 *
 * @param busy share of the processors' time that any process used; only processors that
 * the lab may use count
 * @param stolen share of the processors' time that the hypervisor gave to other machines
 * @param pressure share of the second in which at least one thread waited for a processor
 * (Linux' {@code /proc/pressure/cpu})
 * @param late seconds between the intended start of a request and its dispatch, 99th
 * percentile: what the load generator itself adds to the latencies
 * @param processes cores that each process of the run used, by instance; {@code database}
 * and {@code lab} are among the names
 */
public record MachineSecond(@Nullable Double busy, @Nullable Double stolen, @Nullable Double pressure,
		@Nullable Double late, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> processes) {

	/** A second without any figure. */
	public static final MachineSecond UNKNOWN = new MachineSecond(null, null, null, null, Map.of());

	/** Share from which on the processors count as fully used. */
	private static final double USED_UP = 0.95;

	/** Share of a second from which on waiting for a processor matters. */
	private static final double PRESSURE = 0.5;

	/** A later generator did not get a processor in time. */
	private static final double LATE = 0.1;

	@SuppressWarnings("ConstantValue") // a line without the field reads as null
	public MachineSecond {
		processes = (processes != null) ? processes : Map.of();
	}

	/**
	 * Whether the second is starved: all processor time was used or stolen, and threads
	 * waited.
	 */
	public boolean starved() {
		Double taken = taken();
		boolean waited = (this.pressure != null && this.pressure >= PRESSURE)
				|| (this.late != null && this.late >= LATE);
		return taken != null && taken >= USED_UP && waited;
	}

	/** Share of the processors' time that was used or stolen; absent when unknown. */
	public @Nullable Double taken() {
		return (this.busy == null) ? null : (Double) (this.busy + ((this.stolen != null) ? this.stolen : 0));
	}

	/** Cores that all processes of the run used together. */
	public double used() {
		return this.processes.values().stream().mapToDouble(Double::doubleValue).sum();
	}

	/** The same with the load generator's lateness. */
	public MachineSecond withLate(@Nullable Double late) {
		return new MachineSecond(this.busy, this.stolen, this.pressure, late, this.processes);
	}

}
