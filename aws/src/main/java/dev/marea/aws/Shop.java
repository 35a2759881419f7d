package dev.marea.aws;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.marea.aws.data.DataStack;
import dev.marea.aws.ecs.EcsStack;
import dev.marea.aws.eks.EksStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Settings;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Aspects;

/**
 * All stacks. ECS and EKS are two places for the same images, with the same database;
 * each can be deployed without the other.
 *
 * @param app the app
 * @param stacks in the order in which they are deployed
 */
public record Shop(App app, List<ShopStack> stacks) {

	/** What new apps have switched on, and this one relies on. */
	private static final Map<String, Object> FLAGS = Map.of("@aws-cdk/aws-iam:minimizePolicies", true,
			"@aws-cdk/core:checkSecretUsage", true, "@aws-cdk/core:defaultCrossStackReferences", "strong",
			"@aws-cdk/core:target-partitions", List.of("aws"), "@aws-cdk/core:enablePartitionLiterals", true,
			"@aws-cdk/aws-ecs:arnFormatIncludesClusterName", true,
			"@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker", true,
			"@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions", true,
			"@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm", true, "@aws-cdk/aws-s3:createDefaultLoggingPolicy", true);

	/**
	 * Makes the stacks. Nothing is looked up in an account.
	 * @param out where templates go; by default, where the CDK's command line says
	 */
	public static Shop of(Settings settings, Images images, @Nullable Path out) {
		AppProps.Builder props = AppProps.builder().context(FLAGS).analyticsReporting(false).treeMetadata(false);
		if (out != null) {
			props.outdir(out.toString());
		}
		App app = new App(props.build());
		OperationsStack operations = new OperationsStack(app, settings);
		NetworkStack network = new NetworkStack(app, settings, operations);
		RegistryStack registry = new RegistryStack(app, settings);
		DataStack data = new DataStack(app, settings, operations, network, registry, images);
		EcsStack ecs = new EcsStack(app, settings, operations, network, registry, data, images);
		EksStack eks = new EksStack(app, settings, operations, network, registry, data);
		Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
		return new Shop(app, List.of(operations, network, registry, data, ecs, eks));
	}

}
