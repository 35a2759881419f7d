package dev.marea.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No permission is wider than AWS makes it. Policies of keys are apart: there {@code *}
 * is the key itself.
 */
class IamTests {

	/** What takes no resource, by AWS' own reference of actions. */
	private static final Set<String> WITHOUT_RESOURCE = Set.of("ecr:GetAuthorizationToken", "ecs:DiscoverPollEndpoint");

	@ParameterizedTest(name = "{0}")
	@MethodSource("settings")
	void allows_no_wildcard_in_an_action(String what, Templates templates) {
		assertThat(statements(templates)).allSatisfy((statement) -> {
			if (!"Deny".equals(statement.path("Effect").asString())) {
				assertThat(strings(statement.path("Action"))).as(statement.toString())
					.noneMatch((action) -> action.contains("*"));
			}
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("settings")
	void allows_on_all_resources_only_what_takes_none(String what, Templates templates) {
		assertThat(statements(templates)).allSatisfy((statement) -> {
			if (strings(statement.path("Resource")).contains("*")
					&& !"Deny".equals(statement.path("Effect").asString())) {
				assertThat(strings(statement.path("Action"))).as(statement.toString()).isSubsetOf(WITHOUT_RESOURCE);
			}
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("settings")
	void gives_a_task_no_role_of_its_own_that_may_anything(String what, Templates templates) {
		assertThat(templates.resources("ecs", "AWS::IAM::Policy").keySet()).noneMatch((id) -> id.contains("TaskRole"));
	}

	static Stream<Arguments> settings() {
		return Stream.of(Arguments.of("defaults", Templates.ofDefaults()),
				Arguments.of("instances of EC2", Variants.EC2), Arguments.of("all options", Variants.RICH));
	}

	private static List<JsonNode> statements(Templates templates) {
		List<JsonNode> statements = new ArrayList<>();
		for (String part : templates.stacks().keySet()) {
			for (String type : List.of("AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::ManagedPolicy")) {
				for (Map.Entry<String, JsonNode> resource : templates.resources(part, type).entrySet()) {
					JsonNode properties = resource.getValue();
					properties.path("PolicyDocument").path("Statement").forEach(statements::add);
					properties.path("Policies")
						.forEach((policy) -> policy.path("PolicyDocument").path("Statement").forEach(statements::add));
				}
			}
		}
		assertThat(statements).isNotEmpty();
		return statements;
	}

	private static List<String> strings(JsonNode node) {
		if (!node.isArray()) {
			return List.of(node.isString() ? node.asString() : node.toString());
		}
		List<String> strings = new ArrayList<>();
		node.forEach((element) -> strings.add(element.isString() ? element.asString() : element.toString()));
		return strings;
	}

}
