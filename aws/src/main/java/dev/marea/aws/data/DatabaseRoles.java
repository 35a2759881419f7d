package dev.marea.aws.data;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.aws.Images;
import dev.marea.aws.ShopStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.Capability;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.CpuArchitecture;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LinuxParameters;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.OperatingSystemFamily;
import software.amazon.awscdk.services.ecs.RuntimePlatform;
import software.amazon.awscdk.services.secretsmanager.ISecret;

/**
 * A task that is run once after each deployment, for ECS and EKS alike: it makes the
 * databases and their roles, and sets the passwords that Secrets Manager has. Its program
 * is in the image of order-service, so nothing else has to be pulled.
 */
final class DatabaseRoles {

	private static final int CPU = 256;

	private static final int MEMORY = 512;

	DatabaseRoles(DataStack stack, OperationsStack operations, NetworkStack network, RegistryStack registry,
			Images images, ISecret admin, Map<Part, ISecret> passwords) {
		Settings settings = stack.settings();
		Cluster cluster = Cluster.Builder.create(stack, "Tasks")
			.clusterName(settings.name() + "-tasks")
			.vpc(network.vpc())
			.containerInsightsV2(ContainerInsights.ENABLED)
			.enableFargateCapacityProviders(true)
			.build();
		FargateTaskDefinition task = FargateTaskDefinition.Builder.create(stack, "Roles")
			.family(settings.name() + "-database-roles")
			.cpu(CPU)
			.memoryLimitMiB(MEMORY)
			.runtimePlatform(RuntimePlatform.builder()
				.operatingSystemFamily(OperatingSystemFamily.LINUX)
				.cpuArchitecture((settings.architecture() == Settings.Architecture.AMD64) ? CpuArchitecture.X86_64
						: CpuArchitecture.ARM64)
				.build())
			.build();
		Map<String, software.amazon.awscdk.services.ecs.Secret> secrets = new TreeMap<>(Map.of("ADMIN_USERNAME",
				software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(admin, "username"), "ADMIN_PASSWORD",
				software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(admin, "password")));
		passwords.forEach((part, secret) -> {
			String role = part.database().toUpperCase(Locale.ROOT);
			secrets.put(role + "_USERNAME",
					software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(secret, "username"));
			secrets.put(role + "_PASSWORD",
					software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(secret, "password"));
		});
		LinuxParameters linux = LinuxParameters.Builder.create(stack, "RolesLinux").build();
		linux.dropCapabilities(Capability.ALL);
		task.addContainer("roles", ContainerDefinitionOptions.builder()
			.image(ContainerImage.fromEcrRepository(registry.repository(Part.ORDERS), images.of(Part.ORDERS)))
			.entryPoint(List.of("java", "-Xmx64m", "-XX:+UseSerialGC", "-cp", "/app/libs/*",
					"dev.marea.service.database.DatabaseRoles"))
			.command(List.of("jdbc:postgresql://" + stack.host() + ":" + DataStack.PORT + "/postgres?sslmode=require",
					"catalog", "orders"))
			.user("65532:65532")
			.readonlyRootFilesystem(true)
			.linuxParameters(linux)
			.secrets(secrets)
			.logging(LogDriver.awsLogs(AwsLogDriverProps.builder()
				.streamPrefix("roles")
				.logGroup(operations.logs(stack, "RolesLogs", "/" + settings.name() + "/database-roles"))
				.build()))
			.build());
		ShopStack.stands(task, "AwsSolutions-IAM5",
				"ecr:GetAuthorizationToken, the only permission here on all resources, takes no other.", "Resource::*");
		SecurityGroup group = network.callerOfAws(stack, "RolesSecurityGroup", "Makes the roles of PostgreSQL, once");
		stack.letIn(group, "Makes databases and roles");
		output(stack, "TasksCluster", "Where tasks are run that end", cluster.getClusterName());
		output(stack, "RolesTask", "Makes databases and roles", task.getFamily());
		output(stack, "RolesSecurityGroupId", "Of that task", group.getSecurityGroupId());
	}

	private static void output(DataStack stack, String name, String description, String value) {
		CfnOutput.Builder.create(stack, name).description(description).value(value).build();
	}

}
