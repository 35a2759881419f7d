package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Probes the instances that leave all their requests unanswered. A stopped process still
 * takes connections, as the kernel accepts them: without probes, only timeouts would show
 * it, and requests would be sent there until then. A slow instance answers the probe and
 * stays.
 */
final class SilenceWatch implements AutoCloseable {

	private final Balancer balancer;

	private final Duration silence;

	private final Set<InstanceState> probed = ConcurrentHashMap.newKeySet();

	private final Thread thread;

	/**
	 * Starts to watch.
	 * @param silence how long an instance may be silent before it is probed, and for how
	 * long a probe may then be unanswered; 0 means never and no probe
	 */
	SilenceWatch(Balancer balancer, Duration silence) {
		this.balancer = balancer;
		this.silence = silence;
		this.thread = Thread.ofVirtual().name("silence-watch").unstarted(this::run);
		if (silence.isPositive()) {
			this.thread.start();
		}
	}

	private void run() {
		try {
			while (true) {
				long before = System.nanoTime();
				Thread.sleep(this.silence.dividedBy(4));
				if (!isPaused(before)) {
					this.balancer.quiet(this.silence).forEach(this::probe);
				}
			}
		}
		catch (InterruptedException ex) {
			// Closed.
		}
	}

	private void probe(InstanceState state) {
		if (this.probed.add(state)) {
			Thread.ofVirtual().name("probe").start(() -> {
				try {
					long before = System.nanoTime();
					if (!ReadinessCheck.isSilent(state.instance.getHost(), state.instance.getPort(), this.silence)) {
						this.balancer.alive(state);
					}
					else if (!isPaused(before)) {
						this.balancer.silent(state);
					}
				}
				finally {
					this.probed.remove(state);
				}
			});
		}
	}

	/**
	 * Whether this process was paused for long since then: it may not have seen the
	 * answers that came meanwhile.
	 */
	private boolean isPaused(long before) {
		return System.nanoTime() - before > this.silence.multipliedBy(3).dividedBy(2).toNanos();
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

}
