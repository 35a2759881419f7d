package dev.marea.gateway;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests the messages of a gateway that cannot start because of a route.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidRoutesIT {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"filters[0]=Retry=3 | Route 'reviews' cannot be used: the filter Retry is not supported",
			"filters[0]=Tenannt=blue | a filter or predicate that does not exist with these arguments: tenannt",
			"predicates[1]=Methot=GET | a filter or predicate that does not exist with these arguments: methot" })
	void ends_the_start_with_one_sentence(String setting, String sentence, CapturedOutput output) {
		String route = "--spring.cloud.gateway.server.webmvc.routes-map.reviews.";
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0",
				"--marea.discovery.fixed.catalog-service=http://127.0.0.1:1",
				"--marea.discovery.fixed.order-service=http://127.0.0.1:1", route + "uri=http://catalog-service",
				route + "predicates[0]=Path=/reviews/**", route + setting));
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(GatewayApplication.class).run(arguments.toArray(String[]::new)));
		assertThat(output).contains("APPLICATION FAILED TO START").contains(sentence).doesNotContain("\tat ");
	}

}
