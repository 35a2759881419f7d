package dev.marea.lab.scenario;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ScenarioTests {

	private static final Function<String, @Nullable String> NO_HEADER = (name) -> null;

	private static final Path SHOP = Path.of("../shop/scenarios");

	@TempDir
	Path temporary;

	@Test
	void captures_headers_of_an_answer_without_a_body() throws Exception {
		Traffic traffic = traffic("""
				setup:
				  - { name: login, path: /login, capture: [{ into: sessions, fields: { token: "${header.X-Token}" } }] }
				requests:
				  - { name: plain, path: /, use: { s: sessions }, headers: { Authorization: "Bearer ${s.token}" } }
				""");
		traffic.setUp((call) -> {
			assertThat(call.readsBody()).isFalse();
			return traffic.settle(call, 204, (name) -> name.equals("X-Token") ? "t1" : null, null);
		});
		assertThat(traffic.next().headers()).containsEntry("Authorization", "Bearer t1");
	}

	@Test
	void takes_values_of_the_environment_and_headers_of_the_command_line() throws Exception {
		String name = System.getenv()
			.keySet()
			.stream()
			.filter((each) -> each.matches("[A-Z_]+") && System.getenv(each).matches("[\\x21-\\x7e]+"))
			.findFirst()
			.orElseThrow();
		Scenario scenario = Scenario.parse("s", """
				requests: [{ name: plain, path: /, headers: { Accept: "${env.%s}" } }]
				""".formatted(name))
			.withHeaders(
					Headers.parse(List.of("accept: text/plain", "X-Id: ${index}", "X-Token: ${env." + name + "}")));
		Map<String, String> headers = new Traffic(scenario, 1).next().headers();
		assertThat(headers).containsOnlyKeys("Accept", "X-Id", "X-Token")
			.containsEntry("Accept", System.getenv(name))
			.containsEntry("X-Token", System.getenv(name))
			.containsEntry("X-Id", "0");
	}

	@Test
	void names_an_environment_variable_that_is_not_set() {
		assertThatExceptionOfType(UsageError.class)
			.isThrownBy(() -> Headers.parse(List.of("Authorization: Bearer ${env.MAREA_NOT_SET}")))
			.withMessage("--header Authorization cannot be used: the environment variable 'MAREA_NOT_SET' is not set.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Headers.parse(List.of("secret")))
			.withMessage("--header needs a name and a value, as in 'Accept: application/json'.");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Headers.parse(List.of("Bad name: x")))
			.withMessage("--header Bad name cannot be used: 'Bad name' is no name of a header.");
	}

	@Test
	void requests_come_by_weight() throws Exception {
		Traffic traffic = traffic("""
				requests:
				  - { name: often, path: /a, weight: 3 }
				  - { name: seldom, path: /b }
				""");
		Map<String, Integer> counts = new TreeMap<>();
		IntStream.range(0, 10_000).forEach((i) -> counts.merge(traffic.next().name(), 1, Integer::sum));
		assertThat(counts.get("often")).isCloseTo(7500, within(200));
	}

	@Test
	void the_same_seed_makes_the_same_choices_but_never_the_same_uuid() throws Exception {
		String text = "requests: [{ name: a, path: '/${int 1..1000000}', headers: { Key: '${uuid}' } }]";
		Call first = traffic(text).next();
		Call second = traffic(text).next();
		assertThat(first.path()).isEqualTo(second.path());
		assertThat(first.headers().get("Key")).hasSize(36).isNotEqualTo(second.headers().get("Key"));
	}

	@Test
	void fills_in_paths_headers_and_bodies_each_in_its_own_escaping() throws Exception {
		Traffic traffic = traffic(
				"""
						setup:
						  - name: seed
						    path: /seed
						    capture: [{ into: words, fields: { word: $.word } }]
						requests:
						  - name: a
						    method: put
						    use: { w: words }
						    path: /x/${w.word}?i=${index}
						    headers: { X: "${w.word}" }
						    body: { text: "say ${w.word}", number: "${int 7..7}", mixed: "n ${int 7..7}", list: [1, true, null], none: {} }
						""");
		traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("{\"word\":\"té \\\"&\"}")));
		Call call = traffic.next();
		assertThat(call.method()).isEqualTo("PUT");
		assertThat(call.path()).isEqualTo("/x/t%C3%A9%20%22%26?i=0");
		assertThat(call.headers()).containsEntry("X", "té \"&").containsEntry("Content-Type", "application/json");
		assertThat(call.body())
			.isEqualTo("{\"text\":\"say té \\\"&\",\"number\":7,\"mixed\":\"n 7\",\"list\":[1,true,null],\"none\":{}}");
	}

	@Test
	void captured_entries_keep_what_belongs_together() throws Exception {
		Traffic traffic = traffic("""
				setup:
				  - name: user
				    repeat: 5
				    path: /token/${index}
				    capture: [{ into: users, fields: { name: "user-${index}", token: $.token } }]
				requests:
				  - name: buy
				    use: { user: users }
				    path: /buy?name=${user.name}
				    headers: { Authorization: "Bearer ${user.token}" }
				    capture: [{ into: orders, fields: { id: $.id, token: "${user.token}" } }]
				  - name: look
				    use: { order: orders }
				    path: /orders/${order.id}
				    headers: { Authorization: "Bearer ${order.token}" }
				""");
		traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER,
				json("{\"token\":\"t" + call.path().substring("/token/".length()) + "\"}")));
		for (int i = 0; i < 500; i++) {
			Call call = traffic.next();
			String token = call.headers().get("Authorization").substring("Bearer t".length());
			if (call.name().equals("buy")) {
				assertThat(call.path()).isEqualTo("/buy?name=user-" + token);
				traffic.settle(call, 201, NO_HEADER, json("{\"id\":\"o-" + token + "\"}"));
			}
			else {
				assertThat(call.path()).isEqualTo("/orders/o-" + token);
			}
		}
	}

	@Test
	void a_request_whose_pool_is_empty_gives_way_to_one_that_can_go() throws Exception {
		Traffic traffic = traffic("""
				requests:
				  - name: make
				    path: /make
				    weight: 0.001
				    capture: [{ into: things, each: "$.ids[*]", fields: { id: $ } }]
				  - { name: drop, path: "/drop/${thing.id}", take: { thing: things }, weight: 1000 }
				""");
		Call make = traffic.next();
		assertThat(make.name()).isEqualTo("make");
		traffic.settle(make, 200, NO_HEADER, json("{\"ids\":[\"x\",\"y\"]}"));
		assertThat(List.of(traffic.next().path(), traffic.next().path())).containsExactlyInAnyOrder("/drop/x",
				"/drop/y");
		assertThat(traffic.next().name()).isEqualTo("make");
	}

	@Test
	void draws_from_one_pool_differ_within_a_request() throws Exception {
		Traffic traffic = traffic("""
				setup:
				  - name: products
				    path: /products
				    capture: [{ into: products, each: "$.items[*]", fields: { sku: $.sku } }]
				requests:
				  - { name: pair, path: "/${a.sku}/${b.sku}", use: { a: products, b: products } }
				""");
		traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("{\"items\":[{\"sku\":1},{\"sku\":2}]}")));
		for (int i = 0; i < 50; i++) {
			assertThat(traffic.next().path()).isIn("/1/2", "/2/1");
		}
	}

	@Test
	void captures_only_what_meets_its_condition_and_has_every_field() throws Exception {
		Traffic traffic = traffic("""
				requests:
				  - name: make
				    path: /make
				    capture:
				      - into: things
				        each: "$.items[*]"
				        when: "$[?(@.status == 'CONFIRMED')]"
				        fields: { id: $.id }
				  - { name: take, path: "/take/${thing.id}", take: { thing: things }, weight: 1000000 }
				""");
		traffic.settle(traffic.next(), 200, NO_HEADER, json("""
				{"items":[{"id":1,"status":"REJECTED"},{"id":2,"status":"CONFIRMED"},{"status":"CONFIRMED"}]}"""));
		assertThat(traffic.next().path()).isEqualTo("/take/2");
		assertThat(traffic.next().name()).isEqualTo("make");
	}

	@Test
	void judges_an_answer_by_its_status_and_body() throws Exception {
		Traffic plain = traffic("requests: [{ name: a, path: / }]");
		Call call = plain.next();
		assertThat(call.readsBody()).isFalse();
		assertThat(plain.settle(call, 302, NO_HEADER, null)).isNull();
		assertThat(plain.settle(call, 404, NO_HEADER, null)).isEqualTo("status 404");

		Traffic checked = traffic("""
				requests:
				  - name: order
				    path: /
				    expect: { status: [201, 409], json: "$[?(@.status in ['CONFIRMED', 'REJECTED'])]" }
				""");
		Call order = checked.next();
		assertThat(order.readsBody()).isTrue();
		assertThat(checked.settle(order, 201, NO_HEADER, json("{\"status\":\"CONFIRMED\"}"))).isNull();
		assertThat(checked.settle(order, 409, NO_HEADER, json("{\"status\":\"REJECTED\"}"))).isNull();
		assertThat(checked.settle(order, 200, NO_HEADER, json("{\"status\":\"CONFIRMED\"}"))).isEqualTo("status 200");
		assertThat(checked.settle(order, 201, NO_HEADER, json("{\"status\":\"PENDING\"}")))
			.startsWith("answer without $");
		assertThat(checked.settle(order, 201, NO_HEADER, json("<html>"))).startsWith("answer without $");
	}

	@Test
	void a_setup_that_fails_or_leaves_nothing_is_named() throws Exception {
		Traffic traffic = traffic("""
				setup: [{ name: token, path: /token, capture: [{ into: users, fields: { token: $.token } }] }]
				requests: [{ name: a, path: "/${u.token}", use: { u: users } }]
				""");
		assertThatExceptionOfType(Failure.class).isThrownBy(() -> traffic.setUp((call) -> "status 500"))
			.withMessageEndingWith("failed: 'token', GET /token: status 500.");
		assertThatExceptionOfType(Failure.class)
			.isThrownBy(() -> traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("{}"))))
			.withMessageEndingWith("failed: 'token' left nothing in the pool 'users'.");
	}

	@Test
	void a_setup_that_draws_more_than_its_pool_holds_is_named() throws Exception {
		for (String draw : List.of("use: { a: things, b: things }", "take: { a: things, b: things }")) {
			Traffic traffic = traffic("""
					setup:
					  - { name: make, path: /make, capture: [{ into: things, fields: { id: $.id } }] }
					  - { name: pair, path: "/${a.id}/${b.id}", %s }
					requests: [{ name: a, path: / }]
					""".formatted(draw));
			assertThatExceptionOfType(Failure.class)
				.isThrownBy(() -> traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("{\"id\":1}"))))
				.withMessageEndingWith("failed: 'pair' draws 2 of the pool 'things', which holds 1.");
		}
	}

	@Test
	void a_request_that_finds_every_pool_empty_says_so() throws Exception {
		Traffic traffic = traffic("""
				setup: [{ name: make, path: /make, capture: [{ into: things, fields: { id: $.id } }] }]
				requests: [{ name: drop, path: "/${t.id}", take: { t: things } }]
				""");
		traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("{\"id\":1}")));
		assertThat(traffic.next()).satisfies((call) -> {
			assertThat(call.path()).isEqualTo("/1");
			assertThat(call.obstacle()).isNull();
		});
		assertThat(traffic.next()).satisfies((call) -> {
			assertThat(call.name()).isEqualTo("drop");
			assertThat(call.obstacle()).isEqualTo("not sent: every request draws from a pool that is empty");
		});
	}

	static Stream<org.junit.jupiter.params.provider.Arguments> mistakes() {
		return Stream.of(arguments("", "it is empty"), arguments("requests: []", "it has no requests"),
				arguments("requests: [{ name: a }]", "requests[1] needs a name and a path"),
				arguments("requests: [{ name: a, path: /, colour: red }]", "requests[1] has an unknown field 'colour'"),
				arguments("requests:\n  - name: a\n    path: /\n    expect: { body: x }",
						"requests[1].expect has an unknown field 'body'"),
				arguments("pace: 1", "it has an unknown field 'pace'"),
				arguments("requests: [{ name: a, path: / }, { name: a, path: / }]",
						"requests[2] has the name of another: 'a'"),
				arguments("requests: [{ name: a, path: x }]", "requests[1] 'a': its path must begin with /"),
				arguments("requests: [{ name: a, path: /, weight: 0 }]", "requests[1] 'a': its weight must be above 0"),
				arguments("requests: [{ name: a, path: /, repeat: 2 }]", "requests[1] may not have repeat"),
				arguments("requests: [{ name: a, path: '/${now}' }]",
						"requests[1] 'a': ${now} is not understood; there are ${uuid}, ${index}, ${int 1..9}, "
								+ "${choice a|b}, ${env.NAME} and ${entry.field}"),
				arguments("requests: [{ name: a, path: '/${uuid' }]",
						"requests[1] 'a': '/${uuid' has a ${ that is never closed"),
				arguments("requests: [{ name: a, path: '/${u.id}' }]",
						"'a' has ${u.id}, but neither use nor take names a 'u'"),
				arguments("requests: [{ name: a, path: /, use: { u: users } }]",
						"'a' draws from 'users', which nothing is captured into"),
				arguments("requests: [{ name: a, path: /, expect: { status: 20 } }]",
						"requests[1] 'a': expect.status must be HTTP statuses"),
				arguments("requests: [{ name: a, path: /, headers: { X: } }]", "requests[1] 'a': 'X' has no value"),
				arguments("requests: [{ name: a, path: /, method: trace, body: x }]",
						"requests[1] 'a': a TRACE has no body"),
				arguments("requests: [{ name: ' ', path: / }]", "requests[1] needs a name and a path"),
				arguments("requests: [{ name: a, path: /, capture: [null] }]",
						"requests[1] 'a': a capture needs into and fields"),
				arguments("requests: [{ name: a, path: '/${choice |}' }]",
						"requests[1] 'a': ${choice |} is not understood; there are ${uuid}, ${index}, ${int 1..9}, "
								+ "${choice a|b}, ${env.NAME} and ${entry.field}"),
				arguments("requests: [{ name: a, path: /, headers: { 'A b': x } }]",
						"requests[1] 'a': 'A b' is no name of a header"),
				arguments("requests: [{ name: a, path: /, headers: { A: \"x\\ny\" } }]",
						"requests[1] 'a': the header A may not hold control characters"),
				arguments("requests: [{ name: a, path: /, body: x, headers: { Content-Type: ';;' } }]",
						"requests[1] 'a': ';;' is no Content-Type such as application/json"),
				arguments(
						"requests: [{ name: a, path: /, body: x, headers: { Content-Type: text/plain;charset=nope } }]",
						"requests[1] 'a': there is no charset 'nope'"),
				arguments("requests: &a\n  - name: x\n    path: /\n    body: *a\n",
						"it is nested too deeply, or an alias holds itself"),
				arguments("[".repeat(20_000), "it is nested too deeply, or an alias holds itself"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void says_what_is_wrong_with_a_file(String text, String complaint) throws Exception {
		Path file = Files.writeString(this.temporary.resolve("s.yaml"), text);
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Scenario.read(file))
			.withMessage("The scenario " + file + " cannot be used: " + complaint + ".");
	}

	@ParameterizedTest
	@ValueSource(strings = { "requests: {", "requests: 3", "requests: [{ name: [1], path: / }]", "- a",
			"requests: [{ name: a, path: /, weight: heavy }]",
			"requests: [{ name: a, path: /, expect: { json: '$..[' } }]" })
	void refuses_what_it_does_not_understand_in_one_line(String text) throws Exception {
		Path file = Files.writeString(this.temporary.resolve("s.yaml"), text);
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Scenario.read(file))
			.withMessageStartingWith("The scenario " + file + " cannot be used: ")
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).hasSize(1));
	}

	@Test
	void refuses_a_file_that_is_no_text() throws Exception {
		Path file = Files.write(this.temporary.resolve("s.yaml"), new byte[] { 'a', (byte) 0xE9, '\n' });
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Scenario.read(file))
			.withMessage("The scenario " + file + " cannot be read: it is not UTF-8 text.");
	}

	@Test
	void takes_the_types_of_bodies_that_there_are() throws Exception {
		for (String type : List.of("text/plain", "application/vnd.api+json", "text/plain; charset=utf-8",
				"text/csv;header=present;charset=\"iso-8859-1\"")) {
			Traffic traffic = traffic(
					"requests: [{ name: a, path: /, body: x, headers: { Content-Type: '" + type + "' } }]");
			assertThat(traffic.next().headers()).containsEntry("Content-Type", type);
		}
	}

	@Test
	void finds_a_scenario_by_name_or_file() {
		assertThat(Scenario.find("browse", SHOP).name()).isEqualTo("browse");
		assertThat(Scenario.find(SHOP.resolve("browse.yaml").toString(), this.temporary).name()).isEqualTo("browse");
		assertThatExceptionOfType(UsageError.class).isThrownBy(() -> Scenario.find("brows", SHOP))
			.withMessage("There is no scenario 'brows'; give a file or one of browse, shop, work.");
	}

	@Test
	void the_shops_scenario_orders_one_to_three_products_with_fresh_keys() {
		Traffic traffic = new Traffic(Scenario.find("shop", SHOP), 1);
		traffic.setUp((call) -> traffic.settle(call, 200, NO_HEADER, json("""
				{"access_token":"t","items":[{"sku":"A","category":"tea"},{"sku":"B","category":"tea"},
				{"sku":"C","category":"tea"}]}""")));
		List<Call> orders = new ArrayList<>();
		int all = 20_000;
		for (int i = 0; i < all; i++) {
			Call call = traffic.next();
			if (call.method().equals("POST")) {
				orders.add(call);
				traffic.settle(call, 201, NO_HEADER, json("{\"id\":\"o" + i + "\",\"status\":\"CONFIRMED\"}"));
			}
		}
		assertThat(orders.size() / (double) all).isCloseTo(0.08, within(0.01));
		assertThat(orders.stream().map((call) -> call.headers().get("Idempotency-Key"))).doesNotHaveDuplicates();
		assertThat(orders.stream().map(Call::body).map((body) -> body.split("sku", -1).length - 1).distinct())
			.containsExactlyInAnyOrder(1, 2, 3);
		assertThat(orders.getFirst().body()).matches("\\{\"lines\":\\[\\{\"sku\":\"[ABC]\",\"quantity\":[1-3]}.*");
	}

	private Traffic traffic(String yaml) throws Exception {
		return new Traffic(Scenario.read(Files.writeString(this.temporary.resolve("s.yaml"), yaml)), 42);
	}

	private static byte[] json(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
