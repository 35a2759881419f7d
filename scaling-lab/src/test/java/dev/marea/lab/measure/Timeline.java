package dev.marea.lab.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;

/**
 * A run made by hand, second by second.
 */
final class Timeline {

	static final String SERVICE = "shop";

	private final List<Second> seconds = new ArrayList<>();

	private final List<Event> events = new ArrayList<>();

	private @Nullable Double ignoreFirst;

	/** Seconds of 100 requests each, answered in 50 ms. */
	Timeline seconds(int count, Integer need, Integer desired, Integer ready) {
		for (int i = 0; i < count; i++) {
			this.seconds.add(new Second(this.seconds.size(), 100.0, 100, 100, 0, 0.05, 0.05, 0.05, need, desired, ready,
					null, Map.of(), Map.of()));
		}
		return this;
	}

	/** Changes the last seconds. */
	Timeline last(int count, UnaryOperator<Second> change) {
		for (int i = this.seconds.size() - count; i < this.seconds.size(); i++) {
			this.seconds.set(i, change.apply(this.seconds.get(i)));
		}
		return this;
	}

	static UnaryOperator<Second> p99(double p99) {
		return (s) -> new Second(s.t(), s.offered(), s.sent(), s.done(), s.errors(), s.p50(), p99, p99, s.need(),
				s.desired(), s.ready(), s.metric(), s.instances(), s.statuses());
	}

	static UnaryOperator<Second> errors(int errors) {
		return (s) -> new Second(s.t(), s.offered(), s.sent(), s.done(), errors, s.p50(), s.p99(), s.max(), s.need(),
				s.desired(), s.ready(), s.metric(), s.instances(), s.statuses());
	}

	/** Seconds with a number of offered requests, and a number of successful ones. */
	static UnaryOperator<Second> load(int offered, int served) {
		return (s) -> new Second(s.t(), (double) offered, offered, offered, offered - served, s.p50(), s.p99(), s.max(),
				s.need(), s.desired(), s.ready(), s.metric(), s.instances(), s.statuses());
	}

	/** So many answers are 503. */
	static UnaryOperator<Second> refused(int refused) {
		return (s) -> new Second(s.t(), s.offered(), s.sent(), s.done(), s.errors(), s.p50(), s.p99(), s.max(),
				s.need(), s.desired(), s.ready(), s.metric(), s.instances(), Map.of("503", refused));
	}

	/** Another tool's load, at a number of requests per second. */
	static UnaryOperator<Second> watched(int offered) {
		return (s) -> new Second(s.t(), (double) offered, 0, 0, 0, null, null, null, s.need(), s.desired(), s.ready(),
				s.metric(), s.instances(), s.statuses());
	}

	static UnaryOperator<Second> idle() {
		return (s) -> new Second(s.t(), 0.0, 0, 0, 0, null, null, null, 0, s.desired(), s.ready(), s.metric(),
				s.instances(), s.statuses());
	}

	/** An instance with a number of requests, and a latency in seconds. */
	static UnaryOperator<Second> instance(String name, int requests, double latency) {
		return instance(name, new InstanceSecond(requests, true, null, null, null, null, requests, latency));
	}

	static UnaryOperator<Second> instance(String name, InstanceSecond instance) {
		return (s) -> {
			Map<String, InstanceSecond> instances = new HashMap<>(s.instances());
			instances.put(name, instance);
			return new Second(s.t(), s.offered(), s.sent(), s.done(), s.errors(), s.p50(), s.p99(), s.max(), s.need(),
					s.desired(), s.ready(), s.metric(), instances, s.statuses());
		};
	}

	Timeline event(double t, String kind, String instance) {
		this.events.add(Event.of(t, kind, SERVICE, instance));
		return this;
	}

	Timeline first(double t, String instance) {
		this.events.add(new Event(t, Event.FIRST, null, instance, null, null));
		return this;
	}

	Timeline decision(double t, int desired) {
		this.events.add(Event.decision(t, SERVICE, desired, "because"));
		return this;
	}

	Timeline other(Event event) {
		this.events.add(event);
		return this;
	}

	/** The summary leaves out the first seconds. */
	Timeline ignoreFirst(double seconds) {
		this.ignoreFirst = seconds;
		return this;
	}

	Summary summary() {
		return summary(new LoadTotals());
	}

	Summary summary(LoadTotals totals) {
		return Measures.summarize(run(), totals, Duration.ofSeconds(3));
	}

	Run run() {
		RunInfo info = new RunInfo("r", Instant.EPOCH, List.of(), null, null, null, Slo.DEFAULT, SERVICE, 100.0, null,
				RunInfo.Versions.current(), List.of());
		return new Run(info.withIgnoreFirst(this.ignoreFirst), this.seconds, this.events, null);
	}

}
