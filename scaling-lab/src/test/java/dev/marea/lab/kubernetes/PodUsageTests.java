package dev.marea.lab.kubernetes;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.marea.lab.observe.Instance;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PodUsageTests {

	private static final String CADVISOR = """
			# TYPE container_cpu_usage_seconds_total counter
			container_cpu_usage_seconds_total{container="",cpu="total",namespace="shop",pod="web-1"} 9.5 1767225600000
			container_cpu_usage_seconds_total{container="app",cpu="total",id="/a{b} c",namespace="shop",pod="web-1"} 2.5 1767225600000
			container_cpu_usage_seconds_total{container="proxy",cpu="total",namespace="shop",pod="web-1"} 1 1767225601000
			container_cpu_usage_seconds_total{container="app",cpu="total",namespace="other",pod="web-1"} 7 1767225600000
			container_cpu_cfs_throttled_seconds_total{container="app",namespace="shop",pod="web-1"} 0.25 1767225600000
			container_memory_working_set_bytes{container="app",namespace="shop",pod="web-1"} 1.048576e+06 1767225600000
			container_memory_working_set_bytes{container="app",namespace="shop",pod="web-2"} 5 1767225600000
			machine_cpu_cores{} 2
			""";

	@Test
	void of_a_pod_is_that_of_its_containers() {
		Map<String, Reading> readings = Cadvisor.read(CADVISOR, "shop");
		assertThat(readings).containsOnlyKeys("web-1", "web-2")
			.containsEntry("web-1", new Reading(1767225601000L, 3.5, 1048576L, 0.25));
	}

	@Test
	void by_the_metrics_api_is_summed_up_to_a_counter() {
		Map<String, Reading> first = MetricsApi.read(metrics("2026-01-01T00:00:00Z", "100m"), Map.of());
		assertThat(first.get("web-1")).isEqualTo(new Reading(1767225600000L, 1.5, 2048L, null));
		Map<String, Reading> second = MetricsApi.read(metrics("2026-01-01T00:00:10Z", "200m"), first);
		assertThat(second.get("web-1").cpuSeconds()).isEqualTo(3.5, within(1e-9));
	}

	@Test
	void of_a_node_is_told_evenly_after_it_was_measured_and_not_made_up_afterwards() {
		PodUsage usage = PodUsage.UNKNOWN.with(new Reading(0, 10.0, 5L, 0.0), 0);
		assertThat(cpu(usage, 1)).isNull();
		usage = usage.with(new Reading(10_000, 15.0, 6L, 1.0), seconds(12));
		assertThat(cpu(usage, 12)).isEqualTo(10);
		assertThat(cpu(usage, 14)).isEqualTo(11, within(1e-9));
		assertThat(cpu(usage, 22)).isEqualTo(15, within(1e-9));
		assertThat(cpu(usage, 23)).isNull();
		usage = usage.with(new Reading(10_000, 15.0, 6L, 1.0), seconds(17));
		assertThat(cpu(usage, 22)).isEqualTo(15, within(1e-9));
		Instance instance = usage.of("web-1", "web", true, seconds(17));
		assertThat(instance.memory()).isEqualTo(6);
		assertThat(instance.throttledSeconds()).isEqualTo(0.5, within(1e-9));
	}

	@Test
	void of_cpu_is_the_pods_own_where_it_tells() {
		PodUsage usage = PodUsage.UNKNOWN.with(new Reading(0, 10.0, 5L, 0.0), 0)
			.with(new PodUsage.Page(7, 100L, 3, 2.5));
		assertThat(usage.of("web-1", "web", true, 9))
			.isEqualTo(new Instance("web-1", "web", true, 100L, 2.5, 5L, null, 3, 7L));
	}

	@Test
	void is_absent_where_nobody_tells() {
		assertThat(PodUsage.UNKNOWN.of("web-1", "web", false, 9))
			.isEqualTo(new Instance("web-1", "web", false, null, null, null, null, null, null));
	}

	private static Double cpu(PodUsage usage, int second) {
		return usage.of("web-1", "web", true, seconds(second)).cpuSeconds();
	}

	private static long seconds(int seconds) {
		return TimeUnit.SECONDS.toNanos(seconds);
	}

	private static String metrics(String time, String cpu) {
		return """
				{"items":[{"metadata":{"name":"web-1"},"timestamp":"%s","window":"15s",
				 "containers":[{"name":"app","usage":{"cpu":"%s","memory":"2Ki"}}]}]}""".formatted(time, cpu);
	}

}
