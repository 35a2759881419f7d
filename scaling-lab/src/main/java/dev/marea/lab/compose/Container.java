package dev.marea.lab.compose;

import dev.marea.lab.observe.Instance;
import org.jspecify.annotations.Nullable;

/** One container from its creation to its end. Guarded by {@link Containers}. */
final class Container {

	private final Details details;

	private final String name;

	private boolean running;

	private boolean healthy;

	private boolean leaving;

	/** Not running, and still wanted. */
	private boolean awaited;

	private boolean hasRun;

	private boolean outOfMemory;

	private @Nullable ContainerUsage usage;

	Container(Details details, String name) {
		this.details = details;
		this.name = name;
		this.running = details.running();
		this.healthy = details.healthy();
		this.hasRun = !details.created();
		this.awaited = details.created();
	}

	String id() {
		return this.details.id();
	}

	String service() {
		return this.details.service();
	}

	String name() {
		return this.name;
	}

	boolean running() {
		return this.running;
	}

	boolean hasRun() {
		return this.hasRun;
	}

	boolean leaving() {
		return this.leaving;
	}

	/** Whether the instance exists or will start. */
	boolean there() {
		return this.running || this.awaited;
	}

	/** Without a health check, a running container counts as ready. */
	boolean ready() {
		return this.running && !this.leaving && (this.healthy || this.details.checkedEvery() == null);
	}

	boolean stopsWith(@Nullable String signal) {
		return this.details.stopSignal().equals(signal);
	}

	void started() {
		this.running = true;
		this.hasRun = true;
		this.healthy = false;
		this.leaving = false;
		this.awaited = false;
		this.outOfMemory = false;
		this.usage = null;
	}

	void healthy(boolean healthy) {
		this.healthy = healthy;
	}

	void toldToGo() {
		this.leaving = true;
	}

	void ranOutOfMemory() {
		this.outOfMemory = true;
	}

	boolean outOfMemory() {
		return this.outOfMemory;
	}

	/**
	 * @param awaited whether it is to be started again
	 */
	void ended(boolean awaited) {
		this.running = false;
		this.healthy = false;
		this.awaited = awaited;
	}

	void used(ContainerUsage usage) {
		this.usage = usage;
	}

	Instance instance() {
		ContainerUsage used = this.usage;
		return (used == null) ? new Instance(this.name, service(), ready(), null, null, null, null, null, null)
				: new Instance(this.name, service(), ready(), null, used.cpuSeconds(), used.memory(),
						used.throttledSeconds(), null, used.nanos());
	}

}
