package dev.marea.aws.operations;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class OperationsTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	@Test
	void lets_alarms_ring_on_an_encrypted_topic() {
		JsonNode policy = DEFAULTS.resource("operations", "AWS::SNS::TopicPolicy", "Alarms");
		assertThat(policy.path("PolicyDocument").path("Statement")).anySatisfy((statement) -> {
			assertThat(statement.path("Effect").asString()).isEqualTo("Allow");
			assertThat(statement.path("Principal").path("Service").asString()).isEqualTo("cloudwatch.amazonaws.com");
		});
		assertThat(DEFAULTS.resource("operations", "AWS::KMS::Key", "Key").path("KeyPolicy").toString())
			.contains("cloudwatch.amazonaws.com", "logs.eu-west-1.amazonaws.com");
	}

	@Test
	void tells_of_what_is_spent_and_of_what_is_foreseen() {
		JsonNode budget = DEFAULTS.resource("operations", "AWS::Budgets::Budget", "Budget");
		assertThat(budget.path("Budget").path("BudgetLimit").path("Amount").asInt()).isEqualTo(300);
		assertThat(budget.path("NotificationsWithSubscribers").toString()).contains("ACTUAL", "FORECASTED",
				"you@example.org");
	}

	@Test
	void encrypts_every_log_and_keeps_none_for_ever() {
		for (String part : DEFAULTS.stacks().keySet()) {
			assertThat(DEFAULTS.resources(part, "AWS::Logs::LogGroup").values()).as(part).allSatisfy((group) -> {
				assertThat(group.path("RetentionInDays").asInt()).isEqualTo(30);
				assertThat(group.path("KmsKeyId").isMissingNode()).isFalse();
			});
		}
	}

	@Test
	void tags_what_it_makes() {
		assertThat(DEFAULTS.resource("data", "AWS::RDS::DBInstance", "Database").path("Tags").toString())
			.contains("\"project\"", "\"marea\"", "\"owner\"", "\"course\"", "\"stack\"", "\"data\"");
	}

}
