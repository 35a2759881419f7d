package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.hpa.PodSample.Phase;
import dev.marea.lab.hpa.PodSample.Usage;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Readings;
import dev.marea.lab.observe.Readings.Rate;
import dev.marea.lab.run.Event;
import dev.marea.lab.scale.Autoscaler;
import dev.marea.lab.scale.Scaled;
import org.jspecify.annotations.Nullable;

/** The fleet's scaled service, as the scale target of an autoscaler. */
public final class ScaledFleet implements Scaled {

	private final String service;

	private final LocalFleet fleet;

	private final FleetObserver observer;

	private final Duration window;

	private final @Nullable Double cpuRequest;

	/**
	 * @param window window of the rates
	 * @param cpuRequest assumed CPU request of an instance, in cores
	 */
	public ScaledFleet(String service, LocalFleet fleet, FleetObserver observer, Duration window,
			@Nullable Double cpuRequest) {
		this.service = service;
		this.fleet = fleet;
		this.observer = observer;
		this.window = window;
		this.cpuRequest = cpuRequest;
	}

	@Override
	public String service() {
		return this.service;
	}

	@Override
	public int replicas() {
		Integer desired = this.fleet.status().desired();
		return (desired != null) ? desired : 0;
	}

	@Override
	public List<PodSample> pods() {
		return this.fleet.status().members(this.service).stream().map(this::pod).toList();
	}

	private PodSample pod(Member member) {
		Readings readings = this.observer.readings(member.name());
		Double rate = readings.requestsPerSecond(this.window);
		Rate cores = readings.cores(this.window);
		Usage cpu = (cores != null) ? new Usage(cores.perSecond(), cores.at(), cores.span()) : null;
		boolean ready = member.state() == State.READY;
		return new PodSample(member.name(), (member.pid() != null) ? Phase.RUNNING : Phase.PENDING,
				member.state() == State.LEAVING, member.since(), ready, member.readyChanged(), cpu, this.cpuRequest,
				(rate != null) ? Map.of(Autoscaler.REQUESTS, rate) : Map.of());
	}

	@Override
	public void scale(int replicas, String reason, @Nullable Double metric) {
		this.fleet.metric(metric);
		if (replicas != replicas()) {
			this.fleet.publish(ObservedEvent.decision(this.service, replicas, reason));
			this.fleet.scale(replicas);
		}
	}

	@Override
	public void say(String text) {
		this.fleet.publish(new ObservedEvent(System.nanoTime(), Event.MESSAGE, this.service, null, null, text));
	}

}
