package dev.marea.lab.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * The lives of the scaled service's instances.
 */
final class Lives {

	/**
	 * One instance from its creation to its end. Times are seconds since the run's start;
	 * absent if not observed.
	 */
	static final class Life {

		private final String instance;

		/** The first event of the instance. */
		private final double begun;

		private @Nullable Double created;

		private @Nullable Double scheduled;

		private @Nullable Double ready;

		private @Nullable Double first;

		private @Nullable Double terminating;

		private @Nullable Double gone;

		private Life(String instance, double begun) {
			this.instance = instance;
			this.begun = begun;
		}

		String instance() {
			return this.instance;
		}

		@Nullable Double created() {
			return this.created;
		}

		/** When its start began, after its wait. */
		@Nullable Double scheduled() {
			return this.scheduled;
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

	private final Map<String, List<Life>> byInstance = new HashMap<>();

	Lives(Run run) {
		for (Event event : run.events()) {
			if (event.instance() != null && (event.service() != null || this.byInstance.containsKey(event.instance()))
					&& concerns(event, run.info().service())) {
				add(event, event.instance());
			}
		}
	}

	private void add(Event event, String instance) {
		switch (event.kind()) {
			case Event.CREATED, Event.RESTARTED -> begin(event, instance).created = event.t();
			case Event.SCHEDULED -> current(event, instance).scheduled = event.t();
			case Event.READY -> {
				Life life = current(event, instance);
				life.ready = (life.ready != null) ? life.ready : (Double) event.t();
			}
			case Event.FIRST -> {
				Life life = current(event, instance);
				life.first = (life.first != null) ? life.first : (Double) event.t();
			}
			case Event.TERMINATING -> current(event, instance).terminating = event.t();
			case Event.GONE, Event.CRASHED -> current(event, instance).gone = event.t();
			default -> {
			}
		}
	}

	private Life current(Event event, String instance) {
		List<Life> lives = this.byInstance.get(instance);
		return (lives != null) ? lives.getLast() : begin(event, instance);
	}

	private Life begin(Event event, String instance) {
		Life life = new Life(instance, event.t());
		this.byInstance.computeIfAbsent(instance, (name) -> new ArrayList<>()).add(life);
		this.all.add(life);
		return life;
	}

	/**
	 * Whether an event is of the scaled service; an event without a service counts as
	 * such.
	 */
	static boolean concerns(Event event, @Nullable String service) {
		return service == null || event.service() == null || event.service().equals(service);
	}

	List<Life> all() {
		return this.all;
	}

	/**
	 * The life of an instance at a moment, or its first one before any; absent without
	 * events.
	 */
	@Nullable Life of(String instance, double t) {
		List<Life> lives = this.byInstance.getOrDefault(instance, List.of());
		for (Life life : lives.reversed()) {
			if (life.begun <= t || life == lives.getFirst()) {
				return life;
			}
		}
		return null;
	}

}
