package dev.marea.gateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(Properties.class);

	@Test
	void says_where_the_routes_of_older_versions_belong() {
		this.runner
			.withPropertyValues("marea.gateway.routes[0].path=/api/orders",
					"marea.gateway.routes[0].service=order-service", "marea.gateway.routes[0].to=/orders")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("routes are configured in spring.cloud.gateway.server.webmvc.routes")
				.hasMessageContaining("docs/upgrading.md"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost:8080", "ftp://shop", "https://shop/path", "https://shop/", "https://a b" })
	void knows_the_demo_issuer_by_an_origin_alone(String uri) {
		this.runner.withPropertyValues("marea.gateway.demo-issuer-uri=" + uri)
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void needs_no_routes_of_its_own() {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void leaves_swagger_ui_and_the_demo_issuer_off() {
		this.runner.run((context) -> {
			assertThat(context.getBean(GatewayProperties.class).swaggerUi()).isFalse();
			assertThat(context.getBean(GatewayProperties.class).demoIssuer()).isFalse();
		});
	}

	@EnableConfigurationProperties(GatewayProperties.class)
	static class Properties {

	}

}
