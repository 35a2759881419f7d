package dev.marea.aws;

import dev.marea.aws.eks.EksValues;
import dev.marea.aws.settings.Part;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One number in the settings reaches ECS, the values of EKS and the alarms alike.
 */
class OneNumberTests {

	@Test
	void instances_at_most() {
		Templates templates = Templates
			.of((settings) -> settings.withObject("/services/catalog-service").put("max", 5));
		assertThat(target(templates).path("MaxCapacity").asInt()).isEqualTo(5);
		assertThat(values(templates).path("autoscaling").path("maxReplicas").asInt()).isEqualTo(5);
		assertThat(threshold(templates, "ecs", "CatalogAtMost")).isEqualTo(5);
		assertThat(threshold(templates, "ecs", "CatalogCpuSpent")).isEqualTo(0.9 * 5 * 512);
		assertThat(threshold(templates, "eks", "CatalogAtMost")).isEqualTo(5);
		// 5 and 4 instances, 10 connections each, twice in a rollout, and 20.
		assertThat(templates.resource("data", "AWS::RDS::DBParameterGroup", "Parameters")
			.path("Parameters")
			.path("max_connections")
			.asString()).isEqualTo("200");
		assertThat(threshold(templates, "data", "ConnectionsHigh")).isEqualTo(160);
	}

	@Test
	void instances_at_least() {
		Templates templates = Templates
			.of((settings) -> settings.withObject("/services/catalog-service").put("min", 3));
		assertThat(target(templates).path("MinCapacity").asInt()).isEqualTo(3);
		assertThat(values(templates).path("autoscaling").path("minReplicas").asInt()).isEqualTo(3);
		assertThat(threshold(templates, "ecs", "CatalogTooFew")).isEqualTo(3);
		assertThat(threshold(templates, "eks", "CatalogTooFew")).isEqualTo(3);
	}

	@Test
	void cpu_and_memory() {
		Templates templates = Templates
			.of((settings) -> settings.withObject("/services/catalog-service").put("cpu", 1024).put("memory", 2048));
		JsonNode task = templates.resource("ecs", "AWS::ECS::TaskDefinition", "CatalogTask");
		assertThat(task.path("Cpu").asString()).isEqualTo("1024");
		assertThat(task.path("Memory").asString()).isEqualTo("2048");
		JsonNode resources = values(templates).path("resources");
		assertThat(resources.path("requests").path("cpu").asString()).isEqualTo("1000m");
		assertThat(resources.path("limits").path("memory").asString()).isEqualTo("2048Mi");
		assertThat(threshold(templates, "ecs", "CatalogCpuSpent")).isEqualTo(0.9 * 6 * 1024);
	}

	@Test
	void zones() {
		Templates templates = Templates
			.of((settings) -> settings.putArray("zones").add("eu-west-1a").add("eu-west-1b").add("eu-west-1c"));
		assertThat(templates.resources("network", "AWS::EC2::Subnet")).hasSize(9);
		assertThat(service(templates).path("NetworkConfiguration").path("AwsvpcConfiguration").path("Subnets"))
			.hasSize(3);
		assertThat(
				templates.resource("eks", "AWS::EKS::Cluster", "Cluster").path("ResourcesVpcConfig").path("SubnetIds"))
			.hasSize(3);
		assertThat(EksValues.nodes(templates.stacks().get("eks").settings())).contains("eu-west-1c");
	}

	private static JsonNode service(Templates templates) {
		return templates.resource("ecs", "AWS::ECS::Service", "Catalog");
	}

	private static JsonNode target(Templates templates) {
		return templates.resource("ecs", "AWS::ApplicationAutoScaling::ScalableTarget", "Catalog");
	}

	private static JsonNode values(Templates templates) {
		return EksValues.of(templates.stacks().get("eks").settings()).path(Part.CATALOG.service());
	}

	private static double threshold(Templates templates, String part, String alarm) {
		return templates.resource(part, "AWS::CloudWatch::Alarm", alarm).path("Threshold").asDouble();
	}

}
