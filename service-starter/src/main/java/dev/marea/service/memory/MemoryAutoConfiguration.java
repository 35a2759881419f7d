package dev.marea.service.memory;

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

}
