package dev.marea.service.invariant;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Meters of the last check of the invariants. A meter exists from the first check on,
 * because zero would say that the invariant holds.
 */
public final class InvariantMeters {

	private final MeterRegistry meters;

	private final Map<String, AtomicInteger> violations = new ConcurrentHashMap<>();

	public InvariantMeters(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Sets the number of violations that a check found; the check may have stopped at a
	 * maximum.
	 * @param invariant name of the invariant; the names must be few
	 */
	public void record(String invariant, int found) {
		this.violations.computeIfAbsent(invariant, this::register).set(found);
	}

	private AtomicInteger register(String invariant) {
		AtomicInteger value = new AtomicInteger();
		Gauge.builder("marea.invariants.violations", value, AtomicInteger::get)
			.description("Violations that the last check found")
			.tag("invariant", invariant)
			.register(this.meters);
		return value;
	}

}
