package dev.marea.catalog.work;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;

import org.springframework.stereotype.Component;

/**
 * Uses CPU time, however long that takes on a busy machine. It runs on platform threads:
 * a virtual thread has no CPU clock and would block its carrier.
 */
@Component
class CpuLoad {

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final ExecutorService executor = Executors
		.newCachedThreadPool(Thread.ofPlatform().daemon().name("cpu-load-", 1).factory());

	private volatile long result;

	void burn(Duration cpu) throws InterruptedException {
		if (cpu.isZero()) {
			return;
		}
		try {
			this.executor.submit(() -> spin(cpu.toNanos())).get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	private void spin(long nanos) {
		long end = this.threads.getCurrentThreadCpuTime() + nanos;
		long value = 1;
		while (this.threads.getCurrentThreadCpuTime() < end) {
			// Some microseconds between two readings of the clock, as each is a system
			// call.
			for (int step = 0; step < 5_000; step++) {
				value = value * 6364136223846793005L + 1442695040888963407L;
			}
		}
		this.result = value;
	}

	@PreDestroy
	void stop() {
		this.executor.shutdown();
	}

}
