package dev.marea.cloud.balancer;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * An instance and this client's knowledge of it.
 */
final class InstanceState {

	/** Weight of an instance that is past its slow start. */
	static final int FULL = 1000;

	private static final int LEAST = FULL / 10;

	final ServiceInstance instance;

	/** Created once, because most choices return it. */
	final Mono<Response<ServiceInstance>> choice;

	/** Requests of this client that the instance has not answered in full. */
	final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * Time of the last answer while requests were in flight, or of the start of the first
	 * one; in nanoseconds on the balancer's clock.
	 */
	volatile long heardAt;

	/** Refused connections, timeouts and unanswered probes in a row. */
	volatile int failures;

	// The balancer's lock guards the fields below.

	/** End of the slow start, in nanoseconds on the balancer's clock. */
	long warmAt;

	boolean warm;

	/** An instance that was never picked is picked next. */
	boolean neverPicked;

	long credit;

	boolean ejected;

	long ejectedUntil;

	/** Ejected until the instance answers its trial request. */
	boolean onTrial;

	/** Ejected until the instance answers a probe. */
	boolean silent;

	InstanceState(ServiceInstance instance) {
		this.instance = instance;
		this.choice = Mono.just(new DefaultResponse(instance));
	}

	/** Weight in thousandths; grows with time from a tenth during slow start. */
	int weight(long now, long slowStart) {
		if (this.warm) {
			return FULL;
		}
		long left = this.warmAt - now;
		if (left <= 0) {
			return FULL;
		}
		return (int) Math.max(LEAST, FULL * (slowStart - left) / slowStart);
	}

	/** Counts a request; returns the number of requests in flight, including this one. */
	int requestStarted() {
		return this.inFlight.incrementAndGet();
	}

	/**
	 * The count never falls below 0: an instance that was removed and listed again has a
	 * new state, which did not count older requests.
	 */
	void requestEnded() {
		this.inFlight.updateAndGet((count) -> Math.max(0, count - 1));
	}

	@Override
	public String toString() {
		@Nullable String id = this.instance.getInstanceId();
		return (id != null) ? id : this.instance.getHost() + ":" + this.instance.getPort();
	}

}
