package dev.marea.aws.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.aws.ShopStack;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ecr.CfnPullThroughCacheRule;
import software.amazon.awscdk.services.ecr.CfnReplicationConfiguration;
import software.amazon.awscdk.services.ecr.CfnRepositoryCreationTemplate;
import software.amazon.awscdk.services.ecr.IRepository;
import software.amazon.awscdk.services.ecr.LifecycleRule;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.ecr.RepositoryEncryption;
import software.amazon.awscdk.services.ecr.TagMutability;
import software.amazon.awscdk.services.ecr.TagStatus;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/**
 * A repository for each image, and a cache of the registries that base images come from.
 * Who may pull is said where the roles are that run an image.
 */
public final class RegistryStack extends ShopStack {

	private static final String LAB = "scaling-lab";

	/** What an untagged image had been is forgotten after so many days. */
	private static final int UNTAGGED_DAYS = 7;

	private static final int KEPT_IMAGES = 20;

	private final Map<String, IRepository> repositories = new LinkedHashMap<>();

	public RegistryStack(Construct scope, Settings settings) {
		super(scope, settings, "registry", "Marea: repositories of images");
		Key key = Key.Builder.create(this, "Key")
			.alias(settings.name() + "/registry")
			.description("Images of " + settings.name())
			.enableKeyRotation(true)
			.removalPolicy(RemovalPolicy.DESTROY)
			.build();
		for (Part part : Part.values()) {
			this.repositories.put(part.service(), repository(part.id(), part.service(), key));
		}
		this.repositories.put(LAB, repository("Lab", LAB, key));
		cache("EcrPublic", "ecr-public", "public.ecr.aws", null);
		if (settings.registry().dockerHubSecret() != null) {
			cache("DockerHub", "docker-hub", "registry-1.docker.io", settings.registry().dockerHubSecret());
		}
		if (!settings.registry().replicateTo().isEmpty()) {
			replicate();
		}
		output("Registry", "Where images are pushed to",
				"%s.dkr.ecr.%s.%s/%s".formatted(getAccount(), getRegion(), getUrlSuffix(), settings.name()));
	}

	public IRepository repository(Part part) {
		return this.repositories.get(part.service());
	}

	/** ARNs of all repositories that pods may be started from, the caches included. */
	public List<String> pulled() {
		List<String> arns = new java.util.ArrayList<>(
				this.repositories.values().stream().map(IRepository::getRepositoryArn).toList());
		arns.add(cached("ecr-public"));
		if (settings().registry().dockerHubSecret() != null) {
			arns.add(cached("docker-hub"));
		}
		return arns;
	}

	private String cached(String prefix) {
		return formatArn(software.amazon.awscdk.ArnComponents.builder()
			.service("ecr")
			.resource("repository")
			.resourceName(cachePrefix(prefix) + "/*")
			.build());
	}

	private String cachePrefix(String registry) {
		return settings().name() + "-" + registry;
	}

	private Repository repository(String id, String image, Key key) {
		return Repository.Builder.create(this, id)
			.repositoryName(settings().name() + "/" + image)
			.imageTagMutability(TagMutability.IMMUTABLE)
			.imageScanOnPush(true)
			.encryption(RepositoryEncryption.KMS)
			.encryptionKey(key)
			.lifecycleRules(List.of(
					LifecycleRule.builder()
						.rulePriority(1)
						.description("untagged: a week")
						.tagStatus(TagStatus.UNTAGGED)
						.maxImageAge(Duration.days(UNTAGGED_DAYS))
						.build(),
					LifecycleRule.builder()
						.rulePriority(2)
						.description("the last " + KEPT_IMAGES)
						.tagStatus(TagStatus.ANY)
						.maxImageCount(KEPT_IMAGES)
						.build()))
			.emptyOnDelete(true)
			.removalPolicy(RemovalPolicy.DESTROY)
			.build();
	}

	/**
	 * Pulled by the name PREFIX/…, an image is fetched from its registry once and kept
	 * here; whether it is scanned is said by the settings of the account's whole
	 * registry.
	 */
	private void cache(String id, String registry, String upstream, @org.jspecify.annotations.Nullable String secret) {
		String prefix = cachePrefix(registry);
		CfnRepositoryCreationTemplate template = CfnRepositoryCreationTemplate.Builder.create(this, id + "Template")
			.prefix(prefix)
			.appliedFor(List.of("PULL_THROUGH_CACHE"))
			.description("Cached from " + upstream)
			// Tags move where they come from.
			.imageTagMutability("MUTABLE")
			.encryptionConfiguration(CfnRepositoryCreationTemplate.EncryptionConfigurationProperty.builder()
				.encryptionType("AES256")
				.build())
			.lifecyclePolicy(
					"""
							{"rules":[{"rulePriority":1,"description":"fetched again when needed","selection":{"tagStatus":"any",\
							"countType":"sinceImagePushed","countUnit":"days","countNumber":30},"action":{"type":"expire"}}]}""")
			.build();
		CfnPullThroughCacheRule.Builder rule = CfnPullThroughCacheRule.Builder.create(this, id)
			.ecrRepositoryPrefix(prefix)
			.upstreamRegistryUrl(upstream);
		if (secret != null) {
			rule.credentialArn(secret);
		}
		rule.build().addResourceDependency(template);
	}

	private void replicate() {
		CfnReplicationConfiguration.Builder.create(this, "Replication")
			.replicationConfiguration(CfnReplicationConfiguration.ReplicationConfigurationProperty.builder()
				.rules(List.of(CfnReplicationConfiguration.ReplicationRuleProperty.builder()
					.repositoryFilters(List.of(CfnReplicationConfiguration.RepositoryFilterProperty.builder()
						.filter(settings().name() + "/")
						.filterType("PREFIX_MATCH")
						.build()))
					.destinations(settings().registry()
						.replicateTo()
						.stream()
						.map((region) -> CfnReplicationConfiguration.ReplicationDestinationProperty.builder()
							.region(region)
							.registryId(getAccount())
							.build())
						.toList())
					.build()))
				.build())
			.build();
	}

}
