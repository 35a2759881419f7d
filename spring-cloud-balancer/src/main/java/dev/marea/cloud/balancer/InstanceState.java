package dev.marea.cloud.balancer;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultResponse;
import org.springframework.cloud.client.loadbalancer.Response;

/**
 * An instance and what this client knows of it.
 */
final class InstanceState {

	/** Weight of an instance that is past its slow start. */
	static final int FULL = 1000;

	private static final int LEAST = FULL / 10;

	final ServiceInstance instance;

	/** Made once, as it is the answer to most requests for an instance. */
	final Mono<Response<ServiceInstance>> choice;

	/** Requests of this client that the instance has not answered in full. */
	final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * When the instance was last heard of while requests were in flight, or when the
	 * first of these was sent; in nanoseconds on the balancer's clock.
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

	/** Ejected until it answers the one request that it got. */
	boolean onTrial;

	/** Ejected until it answers a probe. */
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

	/** Number of requests in flight, this one included. */
	int requestStarted() {
		return this.inFlight.incrementAndGet();
	}

	/**
	 * Never below 0: an instance that was removed and listed again has a new state, which
	 * did not count the start of an older request.
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
