package dev.marea.catalog.work;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.OperatingSystemMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CpuLoadTests {

	private final CpuLoad cpuLoad = new CpuLoad();

	@Test
	void burns_so_much_cpu_time_from_a_virtual_thread_too() throws InterruptedException {
		OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		long before = process.getProcessCpuTime();
		Thread caller = Thread.startVirtualThread(() -> {
			try {
				this.cpuLoad.burn(Duration.ofMillis(120));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		caller.join();
		assertThat(Duration.ofNanos(process.getProcessCpuTime() - before))
			.isGreaterThanOrEqualTo(Duration.ofMillis(110));
	}

}
