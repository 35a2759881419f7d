package dev.marea.lab.run;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The instances of one second by name, in about 70 bytes each: a day of 15 pods has 1.3
 * million. Immutable, in the order of its source map.
 */
final class InstanceSeconds extends AbstractMap<String, InstanceSecond> {

	private static final int FIELDS = 8;

	private final String[] names;

	/** The fields of all instances, one after the other; NaN means absent. */
	private final double[] values;

	private InstanceSeconds(Map<String, InstanceSecond> instances) {
		this.names = new String[instances.size()];
		this.values = new double[instances.size() * FIELDS];
		int i = 0;
		for (Map.Entry<String, InstanceSecond> each : instances.entrySet()) {
			InstanceSecond instance = each.getValue();
			// The same few names repeat in every second.
			this.names[i] = each.getKey().intern();
			put(i, 0, instance.requests());
			put(i, 1, instance.ready() ? 1 : 0);
			put(i, 2, instance.cpu());
			put(i, 3, instance.memory());
			put(i, 4, instance.throttled());
			put(i, 5, instance.inFlight());
			put(i, 6, instance.answers());
			put(i, 7, instance.latency());
			i++;
		}
	}

	static Map<String, InstanceSecond> of(Map<String, InstanceSecond> instances) {
		return (instances.isEmpty() || instances instanceof InstanceSeconds) ? instances
				: new InstanceSeconds(instances);
	}

	private void put(int index, int field, @Nullable Number value) {
		this.values[index * FIELDS + field] = (value != null) ? value.doubleValue() : Double.NaN;
	}

	private @Nullable Double value(int index, int field) {
		double value = this.values[index * FIELDS + field];
		return Double.isNaN(value) ? null : (Double) value;
	}

	private @Nullable Integer count(int index, int field) {
		Double value = value(index, field);
		return (value != null) ? (Integer) value.intValue() : null;
	}

	private InstanceSecond instance(int index) {
		Double memory = value(index, 3);
		return new InstanceSecond(count(index, 0), this.values[index * FIELDS + 1] == 1, value(index, 2),
				(memory != null) ? (Long) memory.longValue() : null, value(index, 4), count(index, 5), count(index, 6),
				value(index, 7));
	}

	private int indexOf(@Nullable Object name) {
		for (int i = 0; i < this.names.length; i++) {
			if (this.names[i].equals(name)) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public @Nullable InstanceSecond get(@Nullable Object name) {
		int index = indexOf(name);
		return (index >= 0) ? instance(index) : null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return indexOf(name) >= 0;
	}

	@Override
	public int size() {
		return this.names.length;
	}

	@Override
	public Set<Map.Entry<String, InstanceSecond>> entrySet() {
		return new AbstractSet<>() {
			@Override
			public Iterator<Map.Entry<String, InstanceSecond>> iterator() {
				return IntStream.range(0, InstanceSeconds.this.names.length)
					.mapToObj((i) -> Map.entry(InstanceSeconds.this.names[i], instance(i)))
					.iterator();
			}

			@Override
			public int size() {
				return InstanceSeconds.this.names.length;
			}
		};
	}

}
