package dev.marea.lab.shadow;

import java.util.List;
import java.util.function.Consumer;

import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;

/** The instances as the shadow saw them last, for the run's record. */
final class ShadowObserver implements Observer {

	private static final Snapshot NOTHING = new Snapshot(List.of(), null, null);

	private final String service;

	private volatile Snapshot last = NOTHING;

	ShadowObserver(String service) {
		this.service = service;
	}

	void saw(Shadow shadow) {
		Sight sight = shadow.sight();
		List<Instance> instances = (sight != null) ? sight.pods().stream().map(this::instance).toList() : List.of();
		this.last = new Snapshot(instances, shadow.replicas(), shadow.metric());
	}

	private Instance instance(PodSample pod) {
		return new Instance(pod.name(), this.service, pod.ready() && !pod.terminating(), null, null, null, null, null,
				null);
	}

	@Override
	public Snapshot snapshot() {
		return this.last;
	}

	@Override
	public void listen(Consumer<ObservedEvent> listener) {
		// The shadow writes its events itself.
	}

	@Override
	public void close() {
		// It holds nothing.
	}

}
