package dev.marea.service.identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(Bound.class);

	@Test
	void keeps_the_tokens_of_the_services_apart_from_those_of_the_real_issuer() {
		this.runner
			.withPropertyValues("marea.identity.issuer=https://issuer.example",
					"marea.identity.issuer-uri=https://issuer.example")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("marea.identity.issuer and marea.identity.issuer-uri must differ"));
		this.runner.withPropertyValues("marea.identity.issuer-uri=https://issuer.example/realms/shop")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "marea", "ftp://issuer.example", "https://", "https:///path" })
	void knows_a_real_issuer_by_an_address(String uri) {
		this.runner.withPropertyValues("marea.identity.issuer-uri=" + uri)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("must be http or https and a host"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(IdentityProperties.class)
	static class Bound {

	}

}
