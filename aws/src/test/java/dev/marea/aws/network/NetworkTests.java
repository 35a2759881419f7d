package dev.marea.aws.network;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	@Test
	void has_no_way_from_the_tasks_to_the_internet() {
		assertThat(DEFAULTS.resources("network", "AWS::EC2::NatGateway")).isEmpty();
		assertThat(DEFAULTS.resources("network", "AWS::EC2::Route").keySet())
			.allMatch((route) -> route.startsWith("VpcpublicSubnet"))
			.hasSize(2);
	}

	@Test
	void reaches_images_logs_and_secrets_by_endpoints() {
		assertThat(DEFAULTS.resources("network", "AWS::EC2::VPCEndpoint").values().stream().map(NetworkTests::service))
			.containsExactlyInAnyOrder("ecr.api", "ecr.dkr", "logs", "secretsmanager", "s3");
	}

	@Test
	void reaches_no_bucket_but_that_of_image_layers() {
		JsonNode policy = DEFAULTS.resource("network", "AWS::EC2::VPCEndpoint", "VpcS3").path("PolicyDocument");
		assertThat(policy.path("Statement")).hasSize(1);
		assertThat(policy.toString()).contains("s3:GetObject", "prod-eu-west-1-starport-layer-bucket/*");
	}

	@Test
	void asks_for_more_endpoints_only_where_they_are_needed() {
		assertThat(DEFAULTS.resources("ecs", "AWS::EC2::VPCEndpoint")).isEmpty();
		assertThat(DEFAULTS.resources("eks", "AWS::EC2::VPCEndpoint").values().stream().map(NetworkTests::service))
			.containsExactlyInAnyOrder("ec2", "eks", "eks-auth", "sts");
	}

	@Test
	void has_nat_in_place_of_endpoints_where_that_is_chosen() {
		Templates nat = Templates.of((settings) -> settings.withObject("/network").put("nat", true));
		assertThat(nat.resources("network", "AWS::EC2::NatGateway")).hasSize(2);
		assertThat(nat.resources("network", "AWS::EC2::VPCEndpoint").values().stream().map(NetworkTests::service))
			.containsExactly("s3");
		assertThat(nat.resources("eks", "AWS::EC2::VPCEndpoint")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.40.0.0/16", "10.40.0.0/20" })
	void has_room_for_six_zones(String cidr) {
		Templates six = Templates.of((settings) -> {
			settings.put("region", "us-east-1");
			settings.putPOJO("zones",
					Stream.of("a", "b", "c", "d", "e", "f").map((letter) -> "us-east-1" + letter).toList());
			settings.withObject("/network").put("cidr", cidr);
		});
		assertThat(six.resources("network", "AWS::EC2::Subnet")).hasSize(18);
	}

	@Test
	void says_of_every_rule_why() {
		for (String part : List.of("network", "data", "ecs", "eks")) {
			Map<String, JsonNode> groups = DEFAULTS.resources(part, "AWS::EC2::SecurityGroup");
			groups.values().forEach((group) -> {
				assertThat(group.path("GroupDescription").asString()).contains(" ")
					.doesNotContain("marea-" + part + "/");
				for (String way : List.of("SecurityGroupIngress", "SecurityGroupEgress")) {
					group.path(way).forEach((rule) -> assertThat(rule.path("Description").asString()).contains(" "));
				}
			});
			for (String type : List.of("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")) {
				assertThat(DEFAULTS.resources(part, type).values())
					.allSatisfy((rule) -> assertThat(rule.path("Description").asString()).contains(" ")
						.doesNotStartWith("from "));
			}
		}
	}

	@Test
	void narrows_the_way_to_s3_where_its_addresses_are_known() {
		Templates narrow = Templates
			.of((settings) -> settings.withObject("/network").put("s3PrefixList", "pl-6da54004"));
		assertThat(narrow.resource("ecs", "AWS::EC2::SecurityGroup", "CatalogSecurityGroup")
			.path("SecurityGroupEgress")
			.toString()).contains("255.255.255.255/32").doesNotContain("0.0.0.0/0");
		assertThat(narrow.resources("ecs", "AWS::EC2::SecurityGroupEgress").values().toString()).contains("pl-6da54004")
			.doesNotContain("0.0.0.0/0");
	}

	private static String service(JsonNode endpoint) {
		String name = endpoint.path("ServiceName").toString();
		return name.replaceAll("[\\[\\]{}\"]", "").replaceAll(".*eu-west-1\\.|.*,\\.", "");
	}

}
