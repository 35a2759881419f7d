package dev.marea.service.memory;

import java.lang.management.ManagementFactory;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

@AutoConfiguration
class MemoryAutoConfiguration {

	@Bean
	ByteBudget byteBudget(@Value("${marea.buffers}") DataSize limit) {
		return new ByteBudget(limit.toBytes());
	}

	@Bean
	MeterBinder byteBudgetMeter(ByteBudget budget) {
		return (MeterRegistry meters) -> Gauge.builder("marea.buffers", budget, ByteBudget::reserved)
			.baseUnit("bytes")
			.description("Bytes of bodies and answers in memory, beyond the first 8 KB of each")
			.register(meters);
	}

	/**
	 * The JVM starts without the cache if the file is missing or was made by another JVM,
	 * and says so nowhere.
	 */
	@Bean
	MeterBinder aotCacheMeter() {
		HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		boolean used = !jvm.getVMOption("AOTCache").getValue().isEmpty()
				&& System.getProperty("java.vm.info", "").contains("sharing");
		return (MeterRegistry meters) -> Gauge.builder("marea.aot.cache", () -> used ? 1 : 0)
			.description("1 if the JVM uses an AOT cache, else 0")
			.register(meters);
	}

}
