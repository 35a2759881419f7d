package dev.marea.order.catalog;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.marea.order.catalog.Reservation.Refused;
import dev.marea.order.catalog.Reservation.Reserved;
import dev.marea.order.money.Money;
import dev.marea.service.identity.TokenSigner;
import dev.marea.service.page.Page;
import dev.marea.service.test.Contract;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.test.web.client.ResponseActions;
import org.springframework.test.web.client.response.DefaultResponseCreator;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.content;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.headerDoesNotExist;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.method;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withStatus;

/**
 * The client sends the requests of its contract with the catalog, and understands the
 * answers. In catalog-service, {@code OrderContractIT} verifies the answers.
 */
class CatalogContractTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final RestClient.Builder http = RestClient.builder().baseUrl("http://catalog");

	private final MockRestServiceServer server = MockRestServiceServer.bindTo(this.http).build();

	private final TokenSigner signer = mock();

	private final ServiceToken token = new ServiceToken(this.signer, Clock.systemUTC());

	private final CatalogClient client = new CatalogClient(this.http.build(), this.token, CatalogClientTests.breakers(),
			TIMEOUT, ObservationRegistry.NOOP);

	private final ReservationPages pages = new ReservationPages(this.http.build(), this.token, TIMEOUT,
			ObservationRegistry.NOOP);

	@ParameterizedTest
	@MethodSource("interactions")
	void sends_the_request_and_understands_the_answer(Contract.Interaction interaction) {
		expect(interaction);
		switch (interaction.request().method()) {
			case "PUT" -> reserve(interaction);
			case "DELETE" -> giveBack(interaction);
			case "GET" -> readPage(interaction);
			default -> throw new AssertionError("No call of the client sends " + interaction.request().method());
		}
		this.server.verify();
	}

	static Stream<Contract.Interaction> interactions() {
		return Contract.read("order-service-catalog-service").interactions().stream();
	}

	private void expect(Contract.Interaction interaction) {
		Contract.Sent request = interaction.request();
		boolean authorized = request.headers() != null && request.headers().containsKey(HttpHeaders.AUTHORIZATION);
		given(this.signer.enabled()).willReturn(authorized);
		given(this.signer.sign(any(), any(), any())).willReturn("token");
		ResponseActions expected = this.server.expect(requestTo("http://catalog" + sent(request)))
			.andExpect(method(HttpMethod.valueOf(request.method())))
			.andExpect(authorized ? header(HttpHeaders.AUTHORIZATION, "Bearer token")
					: headerDoesNotExist(HttpHeaders.AUTHORIZATION));
		if (request.body() != null) {
			expected.andExpect(content().json(request.body().toString(), JsonCompareMode.STRICT))
				.andExpect(header(HttpHeaders.CONTENT_TYPE, "application/json"));
		}
		Contract.Needed response = interaction.response();
		DefaultResponseCreator answer = withStatus(HttpStatus.valueOf(response.status()));
		if (response.headers() != null) {
			response.headers().forEach(answer::header);
		}
		if (response.body() != null) {
			answer.body(response.body().toString());
		}
		expected.andRespond(answer);
	}

	/** The client always asks for the longest page. */
	private static String sent(Contract.Sent request) {
		return request.uri().toString().replace("limit=1&", "limit=1000&");
	}

	private void reserve(Contract.Interaction interaction) {
		List<ReservationLine> lines = new ArrayList<>();
		interaction.request()
			.body()
			.get("lines")
			.forEach(
					(line) -> lines.add(new ReservationLine(line.get("sku").asString(), line.get("quantity").asInt())));
		Reservation meaning = meaning(interaction.response());
		if (meaning != null) {
			assertThat(this.client.reserve(order(interaction), lines)).isEqualTo(meaning);
		}
		else {
			assertUndecided(() -> this.client.reserve(order(interaction), lines));
		}
	}

	private void giveBack(Contract.Interaction interaction) {
		if (interaction.response().status() == HttpStatus.NO_CONTENT.value()) {
			this.client.giveBack(order(interaction));
		}
		else {
			assertUndecided(() -> this.client.giveBack(order(interaction)));
		}
	}

	private void readPage(Contract.Interaction interaction) {
		String after = interaction.request().query().get("after").getFirst();
		JsonNode body = interaction.response().body();
		List<UUID> orders = new ArrayList<>();
		body.get("items").forEach((item) -> orders.add(UUID.fromString(item.get("orderId").asString())));
		assertThat(this.pages.after(UUID.fromString(after)))
			.isEqualTo(new Page<>(orders, body.has("next") ? body.get("next").asString() : null));
	}

	/** What an answer to a reservation means to an order; null if it decides nothing. */
	private static @Nullable Reservation meaning(Contract.Needed response) {
		JsonNode body = response.body();
		switch (response.status()) {
			case 200 -> {
				Map<String, Money> prices = new HashMap<>();
				body.get("lines")
					.forEach((line) -> prices.put(line.get("sku").asString(),
							new Money(new BigDecimal(line.at("/unitPrice/amount").asString()),
									line.at("/unitPrice/currency").asString())));
				return new Reserved(prices);
			}
			case 409 -> {
				Map<String, Integer> available = new HashMap<>();
				body.path("short")
					.forEach((line) -> available.put(line.get("sku").asString(), line.get("available").asInt()));
				return new Refused(body.get("type").asString().replace("https://marea.dev/problems/", ""), available);
			}
			default -> {
				return null;
			}
		}
	}

	/** Exactly this exception: the circuit breaker counts its subclass as no answer. */
	private static void assertUndecided(ThrowingCallable call) {
		assertThatExceptionOfType(CatalogUnavailableException.class).isThrownBy(call)
			.isExactlyInstanceOf(CatalogUnavailableException.class);
	}

	private static UUID order(Contract.Interaction interaction) {
		return UUID.fromString(interaction.request().path().replace("/reservations/", ""));
	}

}
