package dev.marea.cloud.balancer;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.hc.core5.http.HttpHost;

/**
 * An instance and what this caller knows of it.
 */
final class Member {

	/** Weight of an instance that is past its slow start. */
	static final int FULL = 1000;

	private static final int LEAST = FULL / 10;

	final Instance instance;

	final HttpHost host;

	/** Requests of this caller that it has not answered in full. */
	final AtomicInteger inFlight = new AtomicInteger();

	/** Refused connections since the last one that was made. */
	volatile int refusals;

	// What follows is guarded by the balancer.

	/** When its slow start ends, on the balancer's clock. */
	long warmAt;

	boolean warm;

	/** It has not been picked yet, and goes first. */
	boolean fresh;

	long credit;

	boolean ejected;

	long ejectedUntil;

	Member(Instance instance) {
		this.instance = instance;
		this.host = new HttpHost("http", instance.host(), instance.port());
	}

	/** Its share, in thousandths of a full one; grows with time from a tenth. */
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

	@Override
	public String toString() {
		return this.instance.name();
	}

}
