package dev.marea.lab.kubernetes;

import java.util.function.Function;

import dev.marea.lab.observe.Instance;
import org.jspecify.annotations.Nullable;

/**
 * The last meters and usage of a pod.
 *
 * @param page its own meters, about every second; absent if it has none
 * @param node its node's figures, about every 10 s; absent if the lab may not read them
 */
record PodUsage(@Nullable Page page, @Nullable Node node) {

	static final PodUsage UNKNOWN = new PodUsage(null, null);

	/**
	 * Its own meters.
	 *
	 * @param nanos when they were read, on {@code System.nanoTime()}'s clock
	 * @param requests requests since its start
	 * @param inFlight requests that it is serving
	 * @param cpuSeconds CPU time since its start
	 */
	record Page(long nanos, @Nullable Long requests, @Nullable Integer inFlight, @Nullable Double cpuSeconds) {

	}

	/**
	 * Two readings of its containers. CPU is averaged between them and shown for an equal
	 * time after the second reading. Totals are right, timing lags by that time; later
	 * usage is not known.
	 *
	 * @param last the second reading
	 * @param before the first reading; absent if there was only one
	 * @param arrived when the second reading was received, on {@code System.nanoTime()}'s
	 * clock
	 */
	record Node(Reading last, @Nullable Reading before, long arrived) {

		@Nullable Double at(long nanos, Function<Reading, @Nullable Double> counter) {
			Double now = counter.apply(this.last);
			Double then = (this.before != null) ? counter.apply(this.before) : null;
			if (now == null || then == null) {
				return then;
			}
			double part = (nanos - this.arrived) / ((this.last.millis() - this.before.millis()) * 1e6);
			return (part <= 1) ? (Double) (then + (now - then) * Math.max(0, part)) : null;
		}

	}

	PodUsage with(Page page) {
		return new PodUsage(page, this.node);
	}

	/** Applies a reading that is newer than the last; ignores any other. */
	PodUsage with(Reading reading, long arrived) {
		if (this.node == null) {
			return new PodUsage(this.page, new Node(reading, null, arrived));
		}
		return (reading.millis() <= this.node.last().millis()) ? this
				: new PodUsage(this.page, new Node(reading, this.node.last(), arrived));
	}

	Instance of(String name, String service, boolean ready, long now) {
		Long seen = (this.page != null) ? (Long) this.page.nanos() : (this.node != null) ? (Long) now : null;
		Double cpu = (this.page != null) ? this.page.cpuSeconds() : null;
		Double throttled = null;
		Long memory = null;
		if (this.node != null && seen != null) {
			cpu = (cpu != null) ? cpu : this.node.at(seen, Reading::cpuSeconds);
			throttled = this.node.at(seen, Reading::throttledSeconds);
			memory = this.node.last().memory();
		}
		return new Instance(name, service, ready, (this.page != null) ? this.page.requests() : null, cpu, memory,
				throttled, (this.page != null) ? this.page.inFlight() : null, seen);
	}

}
