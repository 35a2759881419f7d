package dev.marea.cloud.balancer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Probes the instances that leave all their requests unanswered. The kernel still accepts
 * connections for a stopped process, so requests would go there until the first timeout.
 * A slow instance answers the probe and is not ejected.
 */
final class SilenceWatch implements AutoCloseable {

	private final Balancer balancer;

	private final Duration silence;

	private final Set<InstanceState> probed = ConcurrentHashMap.newKeySet();

	private final Thread thread;

	/**
	 * Starts the watch.
	 * @param silence how long an instance may be silent before it is probed, and timeout
	 * of the probe; 0 turns probes off
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
			// close() interrupts this thread.
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
	 * Whether this process was paused since {@code before}. It may then have missed
	 * answers.
	 */
	private boolean isPaused(long before) {
		return System.nanoTime() - before > this.silence.multipliedBy(3).dividedBy(2).toNanos();
	}

	@Override
	public void close() {
		this.thread.interrupt();
	}

}
