package dev.marea.lab.kubernetes;

import java.util.function.Function;

import dev.marea.lab.observe.Instance;
import org.jspecify.annotations.Nullable;

/**
 * What a pod did and used, as it was told last.
 *
 * @param page what it tells itself, about every second; absent where it tells nothing
 * @param node what its node tells, about every 10 s; absent where nobody may ask
 */
record Usage(@Nullable Page page, @Nullable Node node) {

	static final Usage UNKNOWN = new Usage(null, null);

	/**
	 * Its own meters.
	 *
	 * @param nanos when they were read, on {@code System.nanoTime()}'s clock
	 * @param requests that it has taken since its start
	 * @param inFlight requests that it is serving
	 * @param cpuSeconds CPU time since its start
	 */
	record Page(long nanos, @Nullable Long requests, @Nullable Integer inFlight, @Nullable Double cpuSeconds) {

	}

	/**
	 * Two looks at its containers. A rate needs both, so what was used between them is
	 * told evenly spread over as long a time after the second; what comes later is not
	 * known.
	 *
	 * @param last the second look
	 * @param before the first; absent where there was only one
	 * @param arrived when the second was told, on {@code System.nanoTime()}'s clock
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

	Usage with(Page page) {
		return new Usage(page, this.node);
	}

	/** Takes a look that is newer than the last; another is none. */
	Usage with(Reading reading, long arrived) {
		if (this.node == null) {
			return new Usage(this.page, new Node(reading, null, arrived));
		}
		return (reading.millis() <= this.node.last().millis()) ? this
				: new Usage(this.page, new Node(reading, this.node.last(), arrived));
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
