package dev.marea.gateway;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class ProductionIT {

	@Test
	void does_not_start_with_the_demo_issuer(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(GatewayApplication.class).profiles("production")
				.run("--server.port=0", "--management.server.port=0", "--marea.gateway.demo-issuer=true",
						"--marea.discovery.fixed.catalog-service=http://127.0.0.1:1",
						"--marea.discovery.fixed.order-service=http://127.0.0.1:1"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The profile 'production' refuses it")
			.doesNotContain("\tat ");
	}

}
