package dev.marea.order;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class OrderPropertiesTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(Properties.class);

	@Test
	void are_valid_without_any_configuration() {
		this.context.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refuse_a_lease_that_a_call_could_outlast() {
		this.context.withPropertyValues("marea.orders.lease=5s", "marea.orders.catalog-timeout=3s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("marea.orders.lease must be at least twice marea.orders.catalog-timeout"));
	}

	@Test
	void refuse_a_worker_that_never_rests_or_takes_nothing() {
		this.context.withPropertyValues("marea.orders.worker-period=0s")
			.run((context) -> assertThat(context).hasFailed());
		this.context.withPropertyValues("marea.orders.worker-batch=0")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OrderProperties.class)
	static class Properties {

	}

}
