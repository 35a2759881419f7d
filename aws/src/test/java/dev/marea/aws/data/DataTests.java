package dev.marea.aws.data;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class DataTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	private final JsonNode database = DEFAULTS.resource("data", "AWS::RDS::DBInstance", "Database");

	@Test
	void is_encrypted_by_a_key_of_its_own_and_nobody_else_reaches_it() {
		assertThat(this.database.path("StorageEncrypted").asBoolean()).isTrue();
		assertThat(this.database.path("KmsKeyId").toString()).contains("Key");
		assertThat(this.database.path("PubliclyAccessible").asBoolean()).isFalse();
		assertThat(DEFAULTS.resource("data", "AWS::RDS::DBParameterGroup", "Parameters")
			.path("Parameters")
			.path("rds.force_ssl")
			.asString()).isEqualTo("1");
		assertThat(DEFAULTS.resource("data", "AWS::EC2::SecurityGroup", "SecurityGroup").path("SecurityGroupIngress"))
			.isEmpty();
	}

	@Test
	void has_no_password_in_its_template() {
		assertThat(this.database.path("MasterUserPassword").toString()).contains("{{resolve:secretsmanager:");
	}

	@Test
	void writes_no_password_into_its_log() {
		// A password is set by ALTER ROLE, which is DDL.
		assertThat(DEFAULTS.resource("data", "AWS::RDS::DBParameterGroup", "Parameters")
			.path("Parameters")
			.path("log_statement")
			.asString("none")).isEqualTo("none");
	}

	@Test
	void changes_passwords_by_itself_but_not_before_the_roles_are_there() {
		assertThat(DEFAULTS.resources("data", "AWS::SecretsManager::RotationSchedule").values()).hasSize(3)
			.allSatisfy((schedule) -> {
				assertThat(schedule.path("RotationRules").path("ScheduleExpression").asString())
					.isEqualTo("rate(30 days)");
				assertThat(schedule.path("RotateImmediatelyOnUpdate").asBoolean(true)).isFalse();
			})
			.extracting((schedule) -> schedule.path("HostedRotationLambda").path("RotationType").asString())
			.containsExactlyInAnyOrder("PostgreSQLSingleUser", "PostgreSQLMultiUser", "PostgreSQLMultiUser");
	}

	@Test
	void has_a_standby_and_stays_where_that_is_chosen() {
		assertThat(this.database.path("MultiAZ").asBoolean()).isFalse();
		assertThat(this.database.path("DeletionProtection").asBoolean()).isFalse();
		Templates kept = Templates
			.of((settings) -> settings.withObject("/database").put("standby", true).put("keep", true));
		JsonNode other = kept.resource("data", "AWS::RDS::DBInstance", "Database");
		assertThat(other.path("MultiAZ").asBoolean()).isTrue();
		assertThat(other.path("DeletionProtection").asBoolean()).isTrue();
		assertThat(kept.stacks().get("data").getTerminationProtection()).isTrue();
	}

	@Test
	void makes_roles_by_a_task_that_has_no_rights_of_its_own() {
		JsonNode task = DEFAULTS.resource("data", "AWS::ECS::TaskDefinition", "Roles");
		JsonNode container = task.path("ContainerDefinitions").get(0);
		assertThat(container.path("Image").toString()).contains("RefOrders", ":1.0.0");
		assertThat(container.path("ReadonlyRootFilesystem").asBoolean()).isTrue();
		assertThat(container.path("User").asString()).isEqualTo("65532:65532");
		assertThat(container.path("LinuxParameters").path("Capabilities").path("Drop").toString())
			.isEqualTo("[\"ALL\"]");
		assertThat(container.path("EntryPoint").toString()).contains("dev.marea.service.database.DatabaseRoles");
		assertThat(container.path("Secrets")).extracting((secret) -> secret.path("Name").asString())
			.containsExactlyInAnyOrder("ADMIN_PASSWORD", "ADMIN_USERNAME", "CATALOG_PASSWORD", "CATALOG_USERNAME",
					"ORDERS_PASSWORD", "ORDERS_USERNAME");
	}

}
