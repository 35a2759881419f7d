package dev.marea.aws.ecs;

import java.util.List;

import dev.marea.aws.ShopStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.settings.Ecs;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.autoscaling.AutoScalingGroup;
import software.amazon.awscdk.services.autoscaling.GroupMetrics;
import software.amazon.awscdk.services.autoscaling.InstancesDistribution;
import software.amazon.awscdk.services.autoscaling.LaunchTemplateOverrides;
import software.amazon.awscdk.services.autoscaling.MixedInstancesPolicy;
import software.amazon.awscdk.services.autoscaling.SpotAllocationStrategy;
import software.amazon.awscdk.services.ec2.BlockDevice;
import software.amazon.awscdk.services.ec2.BlockDeviceVolume;
import software.amazon.awscdk.services.ec2.EbsDeviceOptions;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.LaunchTemplate;
import software.amazon.awscdk.services.ec2.LaunchTemplateHttpTokens;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.UserData;
import software.amazon.awscdk.services.ecs.AmiHardwareType;
import software.amazon.awscdk.services.ecs.AsgCapacityProvider;
import software.amazon.awscdk.services.ecs.CapacityProviderStrategy;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.EcsOptimizedImage;
import software.amazon.awscdk.services.iam.IRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;

/**
 * What tasks run on: Fargate, or instances that ECS adds, drains and takes away as tasks
 * need them.
 */
record Capacity(String provider, String steady) {

	/** Of which so many percent shall be in use: the rest takes new tasks at once. */
	private static final int TARGET_PERCENT = 90;

	private static final int VOLUME_GIB = 30;

	static Capacity of(EcsStack stack, Cluster cluster, NetworkStack network) {
		return switch (stack.settings().ecs().capacity()) {
			case FARGATE -> new Capacity("FARGATE", "FARGATE");
			case FARGATE_SPOT -> new Capacity("FARGATE_SPOT", "FARGATE");
			case EC2, EC2_SPOT -> {
				String name = instances(stack, cluster, network);
				yield new Capacity(name, name);
			}
		};
	}

	/** The least that there must be is never on Spot; what load adds may be. */
	List<CapacityProviderStrategy> strategies(Service service) {
		if (this.provider.equals(this.steady)) {
			return List.of(CapacityProviderStrategy.builder().capacityProvider(this.provider).weight(1).build());
		}
		return List.of(
				CapacityProviderStrategy.builder().capacityProvider(this.steady).base(service.min()).weight(0).build(),
				CapacityProviderStrategy.builder().capacityProvider(this.provider).weight(1).build());
	}

	private static String instances(EcsStack stack, Cluster cluster, NetworkStack network) {
		Settings settings = stack.settings();
		network.endpointsFor(stack, "ecs", "ecs-agent", "ecs-telemetry");
		SecurityGroup group = network.callerOfAws(stack, "InstancesSecurityGroup",
				"Instances of ECS: nobody calls them, as each task has an interface of its own");
		Ecs ecs = settings.ecs();
		boolean spot = ecs.capacity().spot();
		IRole role = role(stack, cluster);
		UserData start = UserData.forLinux();
		// Tasks have interfaces of their own, and nothing to learn from the instance's.
		start.addCommands("echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config",
				"echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=" + spot + " >> /etc/ecs/ecs.config");
		LaunchTemplate template = LaunchTemplate.Builder.create(stack, "Instances")
			.machineImage(EcsOptimizedImage.amazonLinux2023((settings.architecture() == Settings.Architecture.AMD64)
					? AmiHardwareType.STANDARD : AmiHardwareType.ARM))
			.instanceType(new InstanceType(settings.ecs().instance()))
			.securityGroup(group)
			.role(role)
			.userData(start)
			.httpTokens(LaunchTemplateHttpTokens.REQUIRED)
			.httpPutResponseHopLimit(1)
			.blockDevices(List.of(BlockDevice.builder()
				.deviceName("/dev/xvda")
				.volume(BlockDeviceVolume.ebs(VOLUME_GIB,
						EbsDeviceOptions.builder().encrypted(true).volumeType(EbsDeviceVolumeType.GP3).build()))
				.build()))
			.build();
		AutoScalingGroup instances = AutoScalingGroup.Builder.create(stack, "InstancesGroup")
			.vpc(network.vpc())
			.vpcSubnets(NetworkStack.shopSubnets())
			.mixedInstancesPolicy(MixedInstancesPolicy.builder()
				.launchTemplate(template)
				.launchTemplateOverrides(List
					.of(LaunchTemplateOverrides.builder().instanceType(new InstanceType(ecs.instance())).build()))
				.instancesDistribution(InstancesDistribution.builder()
					.onDemandBaseCapacity(spot ? settings.zones().size() : 0)
					.onDemandPercentageAboveBaseCapacity(spot ? 0 : 100)
					.spotAllocationStrategy(SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED)
					.build())
				.build())
			.minCapacity(0)
			.maxCapacity(ecs.maxInstances())
			.maxInstanceLifetime(Duration.days(14))
			.groupMetrics(List.of(GroupMetrics.all()))
			.newInstancesProtectedFromScaleIn(true)
			.build();
		AsgCapacityProvider provider = AsgCapacityProvider.Builder.create(stack, "Provider")
			.capacityProviderName(settings.name() + "-instances")
			.autoScalingGroup(instances)
			.enableManagedScaling(true)
			.enableManagedTerminationProtection(true)
			.enableManagedDraining(true)
			.targetCapacityPercent(TARGET_PERCENT)
			.build();
		cluster.addAsgCapacityProvider(provider);
		ShopStack.stands(instances, "AwsSolutions-AS3",
				"Instances come and go with their tasks, of which the alarms of the services tell.");
		ShopStack.stands(instances, "CdkNagValidationFailure",
				"AwsSolutions-EC26 reads no mixed instances; the volume in their launch template is encrypted, which a test says.");
		return provider.getCapacityProviderName();
	}

	/**
	 * What the agent of ECS must do, as far as AWS lets it be bound to this cluster; CDK
	 * would give it more.
	 */
	private static IRole role(EcsStack stack, Cluster cluster) {
		Role role = Role.Builder.create(stack, "InstancesRole")
			.assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
			.description("Lets instances join the cluster " + stack.clusterName())
			.build();
		role.addToPolicy(PolicyStatement.Builder.create()
			.sid("JoinTheCluster")
			.actions(List.of("ecs:DeregisterContainerInstance", "ecs:RegisterContainerInstance",
					"ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange"))
			.resources(List.of(cluster.getClusterArn()))
			.build());
		role.addToPolicy(PolicyStatement.Builder.create()
			.sid("ServeTheCluster")
			.actions(List.of("ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"))
			.resources(List.of(stack.formatArn(ArnComponents.builder()
				.service("ecs")
				.resource("container-instance")
				.resourceName(stack.clusterName() + "/*")
				.build())))
			.build());
		role.addToPolicy(PolicyStatement.Builder.create()
			.sid("FindEcs")
			.actions(List.of("ecs:DiscoverPollEndpoint"))
			.resources(List.of("*"))
			.build());
		ShopStack.stands(role, "AwsSolutions-IAM5",
				"ecs:DiscoverPollEndpoint takes no resource, and instances of the cluster have no names before they are there.");
		return role.withoutPolicyUpdates();
	}

}
