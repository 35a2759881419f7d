package dev.marea.order;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.service.test.GeneratedOpenApi;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@OrderServiceTest
class OpenApiIT {

	@LocalServerPort
	private int port;

	@Test
	void is_what_the_code_says() throws IOException {
		OrderApi api = new OrderApi(this.port, "ana");
		GeneratedOpenApi.assertCurrent(api.get("/v3/api-docs").text(), api.get(GeneratedOpenApi.PATH).text());
	}

	@Test
	void describes_every_operation_and_its_errors() {
		JsonNode api = new OrderApi(this.port, "ana").get("/v3/api-docs").json();
		List<String> operations = new ArrayList<>();
		for (Map.Entry<String, JsonNode> path : api.at("/paths").properties()) {
			for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
				String name = operation.getKey() + " " + path.getKey();
				operations.add(name);
				JsonNode responses = operation.getValue().at("/responses");
				assertThat(responses.propertyNames()).as(name).contains("400", "401", "503");
				for (Map.Entry<String, JsonNode> response : responses.properties()) {
					String mediaType = response.getKey().startsWith("2") ? "application/json"
							: "application/problem+json";
					assertThat(response.getValue().at("/content").propertyNames()).as(name + " " + response.getKey())
						.containsExactly(mediaType);
				}
			}
		}
		assertThat(operations).containsExactlyInAnyOrder("post /orders", "get /orders", "get /orders/{id}",
				"delete /orders/{id}");
	}

	@Test
	void says_what_placing_an_order_needs() {
		JsonNode api = new OrderApi(this.port, "ana").get("/v3/api-docs").json();
		JsonNode place = api.at("/paths/~1orders/post");
		assertThat(place.at("/parameters")).hasSize(1);
		assertThat(place.at("/parameters/0/name").asString()).isEqualTo("Idempotency-Key");
		assertThat(place.at("/parameters/0/required").asBoolean()).isTrue();
		assertThat(place.at("/responses").propertyNames()).contains("201", "409", "413", "415", "422");
		JsonNode lines = api.at("/components/schemas/NewOrder/properties/lines");
		assertThat(lines.at("/minItems").asInt()).isOne();
		assertThat(lines.at("/maxItems").asInt()).isEqualTo(20);
		assertThat(api.at("/components/schemas/NewOrder/properties").propertyNames()).containsExactly("lines");
		assertThat(api.at("/components/schemas/Money/properties/amount/type").asString()).isEqualTo("string");
		assertThat(api.at("/components/securitySchemes/bearer/scheme").asString()).isEqualTo("bearer");
	}

}
