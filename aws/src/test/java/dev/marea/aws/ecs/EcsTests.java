package dev.marea.aws.ecs;

import java.util.List;
import java.util.Map;

import dev.marea.aws.Templates;
import dev.marea.aws.settings.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class EcsTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	private static final Templates EC2 = Templates.of((settings) -> settings.withObject("/ecs").put("capacity", "ec2"));

	@ParameterizedTest
	@EnumSource(Part.class)
	void runs_a_service_as_nobody_on_a_read_only_root_without_privilege(Part part) {
		JsonNode container = container(DEFAULTS, part);
		assertThat(container.path("User").asString()).isEqualTo("65532:65532");
		assertThat(container.path("ReadonlyRootFilesystem").asBoolean()).isTrue();
		assertThat(container.path("Privileged").asBoolean(true)).isFalse();
		assertThat(container.path("LinuxParameters").path("Capabilities").path("Drop").toString())
			.isEqualTo("[\"ALL\"]");
		assertThat(container.path("LogConfiguration").path("LogDriver").asString()).isEqualTo("awslogs");
	}

	@ParameterizedTest
	@EnumSource(Part.class)
	void runs_the_same_task_on_fargate_and_on_instances(Part part) {
		JsonNode fargate = task(DEFAULTS, part);
		assertThat(fargate.path("RequiresCompatibilities").toString()).contains("EC2", "FARGATE");
		assertThat(task(EC2, part)).isEqualTo(fargate);
		assertThat(service(DEFAULTS, part).path("CapacityProviderStrategy").toString()).contains("FARGATE");
		assertThat(service(EC2, part).path("CapacityProviderStrategy").toString()).doesNotContain("FARGATE");
	}

	@Test
	void spreads_tasks_over_zones_and_packs_them_on_few_instances() {
		assertThat(service(EC2, Part.CATALOG).path("PlacementStrategies"))
			.extracting((strategy) -> strategy.path("Type").asString() + " " + strategy.path("Field").asString())
			.containsExactly("spread attribute:ecs.availability-zone", "binpack MEMORY");
		assertThat(service(EC2, Part.CATALOG).has("PlatformVersion")).isFalse();
		assertThat(service(DEFAULTS, Part.CATALOG).has("PlacementStrategies")).isFalse();
	}

	@Test
	void lets_ecs_add_drain_and_take_away_instances() {
		JsonNode provider = EC2.resource("ecs", "AWS::ECS::CapacityProvider", "Provider")
			.path("AutoScalingGroupProvider");
		assertThat(provider.path("ManagedScaling").path("Status").asString()).isEqualTo("ENABLED");
		assertThat(provider.path("ManagedDraining").asString()).isEqualTo("ENABLED");
		assertThat(provider.path("ManagedTerminationProtection").asString()).isEqualTo("ENABLED");
		JsonNode template = EC2.resource("ecs", "AWS::EC2::LaunchTemplate", "Instances").path("LaunchTemplateData");
		assertThat(template.path("MetadataOptions").path("HttpTokens").asString()).isEqualTo("required");
		assertThat(template.path("BlockDeviceMappings").get(0).path("Ebs").path("Encrypted").asBoolean()).isTrue();
	}

	@Test
	void stops_an_instance_only_after_its_last_request() {
		assertThat(container(DEFAULTS, Part.GATEWAY).path("StopTimeout").asInt()).isEqualTo(67);
		assertThat(environment(Part.GATEWAY)).containsEntry("MAREA_DRAINDELAY", "40s");
		assertThat(container(DEFAULTS, Part.CATALOG).path("StopTimeout").asInt()).isEqualTo(37);
	}

	@Test
	void keeps_idle_connections_for_longer_than_who_calls() {
		// The load balancer does for 60 s, a proxy of Service Connect for 5 minutes.
		assertThat(environment(Part.GATEWAY)).containsEntry("SERVER_TOMCAT_KEEPALIVETIMEOUT", "75s");
		assertThat(environment(Part.CATALOG)).containsEntry("SERVER_TOMCAT_KEEPALIVETIMEOUT", "310s");
		assertThat(environment(Part.ORDERS)).containsEntry("SERVER_TOMCAT_KEEPALIVETIMEOUT", "310s");
	}

	@Test
	void gives_a_gateway_as_long_to_start_behind_the_load_balancer_as_its_container_has() {
		assertThat(service(DEFAULTS, Part.GATEWAY).path("HealthCheckGracePeriodSeconds").asInt())
			.isEqualTo(container(DEFAULTS, Part.GATEWAY).path("HealthCheck").path("StartPeriod").asInt())
			.isEqualTo(120);
		assertThat(service(DEFAULTS, Part.CATALOG).has("HealthCheckGracePeriodSeconds")).isFalse();
	}

	@Test
	void tells_callers_one_address_for_each_service() {
		assertThat(environment(Part.GATEWAY))
			.containsEntry("MAREA_DISCOVERY_FIXED_CATALOGSERVICE", "http://catalog-service:8081")
			.containsEntry("MAREA_DISCOVERY_FIXED_ORDERSERVICE", "http://order-service:8082");
		assertThat(environment(Part.ORDERS)).containsEntry("MAREA_DISCOVERY_FIXED_CATALOGSERVICE",
				"http://catalog-service:8081");
		JsonNode names = service(DEFAULTS, Part.CATALOG).path("ServiceConnectConfiguration").path("Services").get(0);
		assertThat(names.path("ClientAliases").get(0).path("DnsName").asString()).isEqualTo("catalog-service");
		assertThat(names.path("ClientAliases").get(0).path("Port").asInt()).isEqualTo(8081);
		assertThat(service(DEFAULTS, Part.GATEWAY).path("ServiceConnectConfiguration").path("Enabled").asBoolean())
			.isTrue();
		assertThat(service(DEFAULTS, Part.GATEWAY).path("ServiceConnectConfiguration").path("Services")).isEmpty();
	}

	@Test
	void gives_each_service_only_the_secrets_that_it_may_know() {
		assertThat(secrets(Part.GATEWAY)).containsExactlyInAnyOrder("MAREA_IDENTITY_PUBLICKEYS_0",
				"MAREA_IDENTITY_SIGNINGKEY");
		assertThat(secrets(Part.CATALOG)).containsExactlyInAnyOrder("MAREA_IDENTITY_PUBLICKEYS_0",
				"MAREA_IDENTITY_PUBLICKEYS_1", "SPRING_DATASOURCE_PASSWORD", "SPRING_DATASOURCE_USERNAME");
		assertThat(secrets(Part.ORDERS)).containsExactlyInAnyOrder("MAREA_IDENTITY_PUBLICKEYS_0",
				"MAREA_IDENTITY_SIGNINGKEY", "SPRING_DATASOURCE_PASSWORD", "SPRING_DATASOURCE_USERNAME");
		String policy = DEFAULTS.resource("ecs", "AWS::IAM::Policy", "CatalogTaskExecutionRole").toString();
		assertThat(policy).contains("CatalogPassword", "OrdersKey").doesNotContain("OrdersPassword");
	}

	@Test
	void pulls_for_each_service_its_own_image_alone() {
		String policy = DEFAULTS.resource("ecs", "AWS::IAM::Policy", "CatalogTaskExecutionRole").toString();
		assertThat(policy).contains("ecr:BatchGetImage", "GetAttCatalog")
			.doesNotContain("GetAttGateway")
			.doesNotContain("GetAttLab");
	}

	@Test
	void goes_back_by_itself_when_a_deployment_fails_and_spreads_over_zones() {
		for (Part part : Part.values()) {
			JsonNode service = service(DEFAULTS, part);
			JsonNode deployment = service.path("DeploymentConfiguration");
			assertThat(deployment.path("DeploymentCircuitBreaker").toString()).contains("\"Enable\":true",
					"\"Rollback\":true");
			assertThat(deployment.path("MinimumHealthyPercent").asInt()).isEqualTo(100);
			assertThat(service.path("AvailabilityZoneRebalancing").asString()).isEqualTo("ENABLED");
			assertThat(
					service.path("NetworkConfiguration").path("AwsvpcConfiguration").path("AssignPublicIp").asString())
				.isEqualTo("DISABLED");
			assertThat(service.path("EnableExecuteCommand").asBoolean(false)).isFalse();
		}
	}

	@Test
	void scales_the_gateway_by_requests_and_the_others_by_cpu() {
		Map<String, JsonNode> policies = DEFAULTS.resources("ecs", "AWS::ApplicationAutoScaling::ScalingPolicy");
		assertThat(policies).hasSize(3);
		policies.forEach((id, policy) -> {
			JsonNode target = policy.path("TargetTrackingScalingPolicyConfiguration");
			String metric = target.path("PredefinedMetricSpecification").path("PredefinedMetricType").asString();
			if (id.startsWith("Gateway")) {
				assertThat(metric).isEqualTo("ALBRequestCountPerTarget");
				// 100 a second.
				assertThat(target.path("TargetValue").asInt()).isEqualTo(6000);
			}
			else {
				assertThat(metric).isEqualTo("ECSServiceAverageCPUUtilization");
				assertThat(target.path("TargetValue").asInt()).isEqualTo(70);
			}
		});
	}

	@ParameterizedTest
	@EnumSource(Part.class)
	void leaves_the_number_of_tasks_to_scaling(Part part) {
		assertThat(service(DEFAULTS, part).has("DesiredCount")).isFalse();
		assertThat(service(EC2, part).has("DesiredCount")).isFalse();
	}

	@Test
	void lets_only_those_in_that_the_settings_name() {
		JsonNode edge = DEFAULTS.resource("ecs", "AWS::EC2::SecurityGroup", "EdgeSecurityGroup");
		assertThat(edge.path("SecurityGroupIngress")).hasSize(1);
		assertThat(edge.path("SecurityGroupIngress").get(0).path("CidrIp").asString()).isEqualTo("192.0.2.1/32");
		assertThat(DEFAULTS.resources("ecs", "AWS::EC2::SecurityGroupIngress").values())
			.extracting((rule) -> rule.path("Description").asString())
			.containsExactlyInAnyOrder("Is called by the load balancer", "Is called by gateway-service",
					"Is called by gateway-service", "Is called by order-service", "Database catalog",
					"Database orders");
	}

	@Test
	void speaks_https_where_there_is_a_domain() {
		Templates domain = Templates.of((settings) -> settings.putPOJO("domain",
				Map.of("name", "shop.example.org", "zone", "example.org", "zoneId", "Z0123456789ABC")));
		JsonNode https = domain.resource("ecs", "AWS::ElasticLoadBalancingV2::Listener", "EdgeHttps");
		assertThat(https.path("Port").asInt()).isEqualTo(443);
		assertThat(https.path("SslPolicy").asString()).startsWith("ELBSecurityPolicy-TLS13-1-2");
		JsonNode http = domain.resource("ecs", "AWS::ElasticLoadBalancingV2::Listener", "EdgeHttp4");
		assertThat(http.path("DefaultActions").get(0).path("Type").asString()).isEqualTo("redirect");
	}

	@Test
	void brings_an_encrypted_volume_where_one_is_asked_for() {
		assertThat(service(DEFAULTS, Part.CATALOG).path("VolumeConfigurations").isMissingNode()).isTrue();
		Templates volume = Templates
			.of((settings) -> settings.withObject("/services/catalog-service").put("volumeGib", 20));
		JsonNode disk = service(volume, Part.CATALOG).path("VolumeConfigurations").get(0).path("ManagedEBSVolume");
		assertThat(disk.path("Encrypted").asBoolean()).isTrue();
		assertThat(disk.path("SizeInGiB").asInt()).isEqualTo(20);
		assertThat(disk.path("VolumeType").asString()).isEqualTo("gp3");
		assertThat(container(volume, Part.CATALOG).path("MountPoints").toString()).contains("/data");
		assertThat(service(volume, Part.ORDERS).path("VolumeConfigurations").isMissingNode()).isTrue();
	}

	@Test
	void lets_a_task_pull_the_images_of_its_sidecars() {
		Templates sidecar = Templates.of((settings) -> settings.withObject("/services/catalog-service")
			.putPOJO("sidecars", List.of(Map.of("name", "collector", "image",
					"111122223333.dkr.ecr.eu-west-1.amazonaws.com/cache/collector:1", "memory", 128))));
		assertThat(task(sidecar, Part.CATALOG).path("ContainerDefinitions")).hasSize(2);
		assertThat(container(sidecar, Part.CATALOG).path("Memory").asInt()).isEqualTo(1024 - 64 - 128);
		assertThat(sidecar.resource("ecs", "AWS::IAM::Policy", "CatalogTaskExecutionRole").toString())
			.contains("arn:aws:ecr:eu-west-1:111122223333:repository/cache/collector");
	}

	@Test
	void keeps_the_least_off_spot() {
		Templates spot = Templates.of((settings) -> settings.withObject("/ecs").put("capacity", "fargate-spot"));
		JsonNode strategy = service(spot, Part.CATALOG).path("CapacityProviderStrategy");
		assertThat(strategy.get(0).toString()).contains("\"FARGATE\"", "\"Base\":2", "\"Weight\":0");
		assertThat(strategy.get(1).toString()).contains("FARGATE_SPOT", "\"Weight\":1");
	}

	@Test
	void renews_its_tasks_before_a_password_of_theirs_changes() {
		Map<String, JsonNode> schedules = DEFAULTS.resources("ecs", "AWS::Scheduler::Schedule");
		assertThat(schedules).hasSize(3);
		assertThat(schedules.values()).allSatisfy((schedule) -> {
			assertThat(schedule.path("ScheduleExpression").asString()).contains("TUE");
			assertThat(schedule.path("Target").path("Input").toString()).contains("ForceNewDeployment");
		});
		JsonNode policy = DEFAULTS.resource("ecs", "AWS::IAM::Policy", "RenewalRole");
		assertThat(policy.toString()).contains("ecs:UpdateService").doesNotContain("\"*\"");
	}

	@Test
	void has_an_alarm_for_what_users_feel_and_for_what_runs_out() {
		assertThat(DEFAULTS.resources("ecs", "AWS::CloudWatch::Alarm").keySet())
			.extracting((id) -> id.replaceAll("[0-9A-F]{8}$", ""))
			.containsExactlyInAnyOrder("GatewayTooFew", "GatewayAtMost", "GatewayCpuSpent", "CatalogTooFew",
					"CatalogAtMost", "CatalogCpuSpent", "OrdersTooFew", "OrdersAtMost", "OrdersCpuSpent", "Errors",
					"Slow", "Unhealthy");
	}

	private static JsonNode task(Templates templates, Part part) {
		return templates.resource("ecs", "AWS::ECS::TaskDefinition", part.id() + "Task");
	}

	private static JsonNode container(Templates templates, Part part) {
		return task(templates, part).path("ContainerDefinitions").get(0);
	}

	private static JsonNode service(Templates templates, Part part) {
		return templates.resource("ecs", "AWS::ECS::Service", part.id());
	}

	private static Map<String, String> environment(Part part) {
		Map<String, String> environment = new java.util.HashMap<>();
		container(DEFAULTS, part).path("Environment")
			.forEach((variable) -> environment.put(variable.path("Name").asString(),
					variable.path("Value").asString("")));
		return environment;
	}

	private static List<String> secrets(Part part) {
		List<String> names = new java.util.ArrayList<>();
		container(DEFAULTS, part).path("Secrets").forEach((secret) -> names.add(secret.path("Name").asString()));
		return names;
	}

}
