package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the instances of the scaled service.
 */
final class Lives {

	/**
	 * One instance from its creation to its end. Times are seconds since the run's start;
	 * absent when nobody saw it.
	 */
	static final class Life {

		private final String instance;

		private @Nullable Double created;

		private @Nullable Double ready;

		private @Nullable Double first;

		private @Nullable Double terminating;

		private @Nullable Double gone;

		private Life(String instance) {
			this.instance = instance;
		}

		String instance() {
			return this.instance;
		}

		@Nullable Double created() {
			return this.created;
		}

		@Nullable Double ready() {
			return this.ready;
		}

		@Nullable Double first() {
			return this.first;
		}

		@Nullable Double terminating() {
			return this.terminating;
		}

		@Nullable Double gone() {
			return this.gone;
		}

	}

	private final List<Life> all = new ArrayList<>();

	private final Map<String, Life> current = new HashMap<>();

	Lives(Run run) {
		for (Event event : run.events()) {
			if (event.instance() != null && (event.service() != null || this.current.containsKey(event.instance()))
					&& concerns(event, run.info().service())) {
				add(event, event.instance());
			}
		}
	}

	private void add(Event event, String instance) {
		switch (event.kind()) {
			case Event.CREATED, Event.RESTARTED -> begin(instance).created = event.t();
			case Event.READY -> {
				if (life(instance).ready == null) {
					life(instance).ready = event.t();
				}
			}
			case Event.FIRST -> {
				if (life(instance).first == null) {
					life(instance).first = event.t();
				}
			}
			case Event.TERMINATING -> life(instance).terminating = event.t();
			case Event.GONE, Event.CRASHED -> life(instance).gone = event.t();
			default -> {
			}
		}
	}

	private Life life(String instance) {
		Life life = this.current.get(instance);
		return (life != null) ? life : begin(instance);
	}

	private Life begin(String instance) {
		Life life = new Life(instance);
		this.current.put(instance, life);
		this.all.add(life);
		return life;
	}

	/** Whether an event is about the scaled service, as far as it says. */
	static boolean concerns(Event event, @Nullable String service) {
		return service == null || event.service() == null || event.service().equals(service);
	}

	List<Life> all() {
		return this.all;
	}

	/** The latest life of an instance; absent when nothing was told of it. */
	@Nullable Life of(String instance) {
		return this.current.get(instance);
	}

}
