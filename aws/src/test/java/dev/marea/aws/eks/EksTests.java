package dev.marea.aws.eks;

import java.util.Map;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class EksTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	private final JsonNode cluster = DEFAULTS.resource("eks", "AWS::EKS::Cluster", "Cluster");

	@Test
	void is_auto_mode() {
		assertThat(this.cluster.path("ComputeConfig").path("Enabled").asBoolean()).isTrue();
		assertThat(this.cluster.path("ComputeConfig").path("NodePools").toString())
			.isEqualTo("[\"system\",\"general-purpose\"]");
		assertThat(
				this.cluster.path("KubernetesNetworkConfig").path("ElasticLoadBalancing").path("Enabled").asBoolean())
			.isTrue();
		assertThat(this.cluster.path("Version").asString()).isEqualTo("1.35");
	}

	@Test
	void encrypts_secrets_logs_all_of_its_control_plane_and_makes_nobody_an_admin_by_the_way() {
		assertThat(this.cluster.path("EncryptionConfig").get(0).path("Resources").toString())
			.isEqualTo("[\"secrets\"]");
		assertThat(this.cluster.path("Logging").path("ClusterLogging").path("EnabledTypes")).hasSize(5);
		JsonNode access = this.cluster.path("AccessConfig");
		assertThat(access.path("AuthenticationMode").asString()).isEqualTo("API");
		assertThat(access.path("BootstrapClusterCreatorAdminPermissions").asBoolean(true)).isFalse();
		assertThat(DEFAULTS.resources("eks", "AWS::EKS::AccessEntry")).isEmpty();
	}

	@Test
	void answers_only_those_that_the_settings_name_or_the_vpc_alone() {
		JsonNode network = this.cluster.path("ResourcesVpcConfig");
		assertThat(network.path("EndpointPrivateAccess").asBoolean()).isTrue();
		assertThat(network.path("PublicAccessCidrs").toString()).isEqualTo("[\"192.0.2.1/32\"]");
		Templates closed = Templates.of((settings) -> settings.withObject("/eks").put("endpoint", "private"));
		network = closed.resource("eks", "AWS::EKS::Cluster", "Cluster").path("ResourcesVpcConfig");
		assertThat(network.path("EndpointPublicAccess").asBoolean(true)).isFalse();
		assertThat(network.path("EndpointPrivateAccess").asBoolean()).isTrue();
	}

	@Test
	void lets_in_those_that_the_settings_name() {
		Templates admins = Templates
			.of((settings) -> settings.withObject("/eks").putArray("admins").add("arn:aws:iam::111122223333:role/ops"));
		JsonNode entry = admins.resource("eks", "AWS::EKS::AccessEntry", "Cluster");
		assertThat(entry.path("PrincipalArn").asString()).isEqualTo("arn:aws:iam::111122223333:role/ops");
		assertThat(entry.path("AccessPolicies").toString()).contains("AmazonEKSClusterAdminPolicy");
	}

	@Test
	void pulls_no_images_but_the_shops_the_caches_and_the_add_ons() {
		String policy = DEFAULTS.resource("eks", "AWS::IAM::Policy", "Nodes").toString();
		assertThat(policy).contains("repository/marea-ecr-public/*", ":602401143452:repository/eks/*", "GetAttGateway");
		assertThat(DEFAULTS.resource("eks", "AWS::IAM::Role", "Nodes").path("ManagedPolicyArns")).hasSize(1);
	}

	@Test
	void measures_pods_by_add_ons_with_pod_identity() {
		Map<String, JsonNode> addOns = DEFAULTS.resources("eks", "AWS::EKS::Addon");
		assertThat(addOns.values()).extracting((addOn) -> addOn.path("AddonName").asString())
			.containsExactlyInAnyOrder("metrics-server", "amazon-cloudwatch-observability");
		assertThat(
				DEFAULTS.resource("eks", "AWS::EKS::Addon", "Observability").path("PodIdentityAssociations").toString())
			.contains("cloudwatch-agent");
	}

	@Test
	void opens_the_database_to_its_nodes() {
		JsonNode rule = DEFAULTS.resource("eks", "AWS::EC2::SecurityGroupIngress", "NodesToDatabase");
		assertThat(rule.path("FromPort").asInt()).isEqualTo(5432);
		assertThat(rule.path("SourceSecurityGroupId").toString()).contains("ClusterSecurityGroupId");
	}

	@Test
	void needs_no_function_in_the_account() {
		assertThat(DEFAULTS.resources("eks", "AWS::Lambda::Function")).isEmpty();
	}

}
