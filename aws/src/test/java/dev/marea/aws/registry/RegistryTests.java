package dev.marea.aws.registry;

import java.util.Map;

import dev.marea.aws.Templates;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryTests {

	private static final Templates DEFAULTS = Templates.ofDefaults();

	@Test
	void has_a_repository_for_each_image() {
		assertThat(DEFAULTS.resources("registry", "AWS::ECR::Repository").values())
			.extracting((repository) -> repository.path("RepositoryName").asString())
			.containsExactlyInAnyOrder("marea/gateway-service", "marea/catalog-service", "marea/order-service",
					"marea/scaling-lab");
	}

	@Test
	void never_changes_a_tag_scans_what_comes_and_encrypts_it() {
		assertThat(DEFAULTS.resources("registry", "AWS::ECR::Repository").values()).allSatisfy((repository) -> {
			assertThat(repository.path("ImageTagMutability").asString()).isEqualTo("IMMUTABLE");
			assertThat(repository.path("ImageScanningConfiguration").path("ScanOnPush").asBoolean()).isTrue();
			assertThat(repository.path("EncryptionConfiguration").path("EncryptionType").asString()).isEqualTo("KMS");
		});
	}

	@Test
	void keeps_untagged_images_for_a_week_and_the_last_twenty() {
		JsonNode repository = DEFAULTS.resource("registry", "AWS::ECR::Repository", "Catalog");
		JsonNode rules = JsonMapper.shared()
			.readTree(repository.path("LifecyclePolicy").path("LifecyclePolicyText").asString())
			.path("rules");
		assertThat(rules).hasSize(2);
		assertThat(rules.get(0).path("selection").toString()).contains("untagged", "sinceImagePushed", "7");
		assertThat(rules.get(1).path("selection").path("countNumber").asInt()).isEqualTo(20);
	}

	@Test
	void caches_base_images_in_repositories_that_it_makes_as_they_are_needed() {
		JsonNode rule = DEFAULTS.resource("registry", "AWS::ECR::PullThroughCacheRule", "EcrPublic");
		assertThat(rule.path("EcrRepositoryPrefix").asString()).isEqualTo("marea-ecr-public");
		assertThat(rule.path("UpstreamRegistryUrl").asString()).isEqualTo("public.ecr.aws");
		assertThat(DEFAULTS.resource("registry", "AWS::ECR::RepositoryCreationTemplate", "EcrPublic")
			.path("Prefix")
			.asString()).isEqualTo("marea-ecr-public");
	}

	@Test
	void replicates_only_where_that_is_chosen() {
		assertThat(DEFAULTS.resources("registry", "AWS::ECR::ReplicationConfiguration")).isEmpty();
		Templates replicated = Templates
			.of((settings) -> settings.withObject("/registry").putArray("replicateTo").add("eu-central-1"));
		Map<String, JsonNode> found = replicated.resources("registry", "AWS::ECR::ReplicationConfiguration");
		assertThat(found).hasSize(1);
		assertThat(found.values().toString()).contains("eu-central-1", "PREFIX_MATCH", "marea/");
	}

}
