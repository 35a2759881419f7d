package dev.marea.lab.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.Sample;

/**
 * Writes a run's events, and adds the first answer of each instance. Safe for use by
 * several threads.
 */
final class RunEvents {

	/**
	 * The server chooses the names, so the number of instances with a first answer is
	 * bounded.
	 */
	private static final int MOST_INSTANCES = 10_000;

	private final RunFolder folder;

	private final RunClock clock;

	private final Consumer<Event> listener;

	private final Set<String> served = new HashSet<>();

	RunEvents(RunFolder folder, RunClock clock, Consumer<Event> listener) {
		this.folder = folder;
		this.clock = clock;
		this.listener = listener;
	}

	void happened(ObservedEvent event) {
		event(new Event(this.clock.at(event.nanos()), event.kind(), event.service(), event.instance(), event.desired(),
				event.text()));
	}

	void event(Event event) {
		boolean anew = event.is(Event.CREATED) || event.is(Event.RESTARTED);
		if (anew && event.instance() != null) {
			synchronized (this.served) {
				this.served.remove(event.instance());
			}
		}
		write(event);
	}

	/**
	 * @param instances the instances that took part in the answer
	 */
	void answered(Sample sample, List<String> instances) {
		for (String instance : instances) {
			boolean first;
			synchronized (this.served) {
				first = this.served.size() < MOST_INSTANCES && this.served.add(instance);
			}
			if (first) {
				write(new Event(this.clock.at(sample.done()), Event.FIRST, null, instance, null, null));
			}
		}
	}

	private void write(Event event) {
		Event rounded = new Event(Math.round(event.t() * 1000) / 1000.0, event.kind(), event.service(),
				event.instance(), event.desired(), event.text());
		this.folder.event(rounded);
		this.listener.accept(rounded);
	}

}
