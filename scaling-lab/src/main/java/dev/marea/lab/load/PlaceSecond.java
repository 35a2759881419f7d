package dev.marea.lab.load;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.InstanceSecond;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a second from the place that runs the instances.
 *
 * @param desired instances wanted
 * @param ready instances ready
 * @param metric the autoscaler's metric value
 * @param arrivals requests that the instances accepted; absent if one does not count
 * them. If requests in flight are not known: finished requests
 * @param instances of the scaled service, by name
 */
record PlaceSecond(@Nullable Integer desired, int ready, @Nullable Double metric, @Nullable Integer arrivals,
		Map<String, InstanceSecond> instances) {

	/**
	 * The changes between two snapshots.
	 * @param before the snapshot of a second earlier
	 * @param now the snapshot at the second's end
	 */
	static PlaceSecond between(Snapshot before, Snapshot now, String service) {
		Map<String, Instance> earlier = new HashMap<>();
		before.instances(service).forEach((instance) -> earlier.put(instance.name(), instance));
		Map<String, InstanceSecond> instances = new HashMap<>();
		boolean firstLook = earlier.isEmpty();
		int ready = 0;
		int arrivals = 0;
		boolean counted = true;
		for (Instance instance : now.instances(service)) {
			ready += instance.ready() ? 1 : 0;
			Instance was = earlier.get(instance.name());
			Integer requests = requests(firstLook ? instance : was, instance);
			InstanceSecond second = new InstanceSecond(requests, instance.ready(),
					perSecond(was, instance, Instance::cpuSeconds), instance.memory(),
					perSecond(was, instance, Instance::throttledSeconds), instance.inFlight(), null, null);
			instances.put(instance.name(), second);
			arrivals += second.takenUp(inFlight(firstLook ? instance : was, instance));
			counted = counted && requests != null;
		}
		return new PlaceSecond(now.desired(), ready, now.metric(),
				(counted && !instances.isEmpty()) ? (Integer) Math.max(0, arrivals) : null, instances);
	}

	/**
	 * Requests in flight a second earlier. A new or restarted instance had none. They are
	 * unknown for an instance that served requests before the first snapshot.
	 */
	private static @Nullable Integer inFlight(@Nullable Instance was, Instance now) {
		boolean begun = was == null || (was.seen() == null && !was.ready())
				|| (was.requests() != null && now.requests() != null && was.requests() > now.requests());
		return begun ? (Integer) 0 : was.inFlight();
	}

	/**
	 * A counter that fell was reset by a restart. Counts from before the first snapshot
	 * do not belong to this second.
	 */
	private static @Nullable Integer requests(@Nullable Instance was, Instance now) {
		if (now.requests() == null) {
			return null;
		}
		if (was != null && was.ready() && was.seen() == null) {
			return 0;
		}
		boolean counted = was != null && was.requests() != null && was.requests() <= now.requests();
		return (int) (now.requests() - (counted ? was.requests() : 0));
	}

	/** Growth of a counter of seconds, per second between the two readings. */
	private static @Nullable Double perSecond(@Nullable Instance was, Instance now,
			Function<Instance, @Nullable Double> counter) {
		Double before = (was != null) ? counter.apply(was) : null;
		Double after = counter.apply(now);
		if (before == null || after == null || was.seen() == null || now.seen() == null || now.seen() <= was.seen()
				|| after < before) {
			return null;
		}
		double share = (after - before) / ((now.seen() - was.seen()) / 1e9);
		return Math.round(share * 1000) / 1000.0;
	}

}
