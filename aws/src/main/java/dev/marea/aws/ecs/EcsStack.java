package dev.marea.aws.ecs;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.marea.aws.Images;
import dev.marea.aws.ShopStack;
import dev.marea.aws.data.DataStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.operations.Alarms;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.applicationautoscaling.EnableScalingProps;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ecs.AvailabilityZoneRebalancing;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.BaseService;
import software.amazon.awscdk.services.ecs.CapacityProviderStrategy;
import software.amazon.awscdk.services.ecs.CloudMapNamespaceOptions;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.CpuUtilizationScalingProps;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.Ec2Service;
import software.amazon.awscdk.services.ecs.FargatePlatformVersion;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.PlacementStrategy;
import software.amazon.awscdk.services.ecs.PropagatedTagSource;
import software.amazon.awscdk.services.ecs.RequestCountScalingProps;
import software.amazon.awscdk.services.ecs.ScalableTaskCount;
import software.amazon.awscdk.services.ecs.ServiceConnectProps;
import software.amazon.awscdk.services.ecs.ServiceConnectService;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.servicediscovery.NamespaceType;
import software.constructs.Construct;

/**
 * The shop on ECS. The gateway is behind a load balancer; the others are called by the
 * names that Service Connect gives them, and whose proxies balance by the request.
 */
public final class EcsStack extends ShopStack {

	/** Seconds for which a load balancer still uses a target that is terminating. */
	static final int DEREGISTRATION_SECONDS = 30;

	/** Above what the slowest answer takes: the gateway's own time-out is 10 s. */
	private static final Duration LONGEST_REQUEST = Duration.seconds(20);

	private final DataStack data;

	private final Cluster cluster;

	private final Capacity capacity;

	private final Map<Part, SecurityGroup> securityGroups = new EnumMap<>(Part.class);

	private final Map<Part, BaseService> services = new EnumMap<>(Part.class);

	public EcsStack(Construct scope, Settings settings, OperationsStack operations, NetworkStack network,
			RegistryStack registry, DataStack data, Images images) {
		super(scope, settings, "ecs", "Marea: the shop on ECS");
		this.data = data;
		this.cluster = Cluster.Builder.create(this, "Cluster")
			.clusterName(settings.name())
			.vpc(network.vpc())
			.containerInsightsV2(ContainerInsights.ENABLED)
			.enableFargateCapacityProviders(settings.ecs().capacity().fargate())
			.defaultCloudMapNamespace(CloudMapNamespaceOptions.builder()
				.name(settings.name())
				.type(NamespaceType.HTTP)
				.useForServiceConnect(true)
				.build())
			.build();
		this.capacity = Capacity.of(this, this.cluster, network);
		for (Part part : Part.values()) {
			this.securityGroups.put(part,
					network.callerOfAws(this, part.id() + "SecurityGroup", "Tasks of " + part.service()));
		}
		connect();
		Edge edge = new Edge(this, network, this.securityGroups.get(Part.GATEWAY));
		TaskDefinitions tasks = new TaskDefinitions(this, registry, data, images);
		// Callers after those that they call: a proxy knows the names that were there
		// when it started.
		for (Part part : List.of(Part.CATALOG, Part.ORDERS, Part.GATEWAY)) {
			LogGroup logs = operations.logs(this, part.id() + "Logs", "/" + settings.name() + "/ecs/" + part.service());
			BaseService service = service(part, tasks, logs);
			// With the providers of capacity that the cluster is given.
			service.getNode().addDependency(this.cluster);
			part.calls().forEach((called) -> service.getNode().addDependency(this.services.get(called)));
			this.services.put(part, service);
		}
		edge.leadTo(this.services.get(Part.GATEWAY));
		scale(edge);
		Renewal.weekly(this, this.cluster, this.services.values());
		EcsAlarms.watch(this, new Alarms(this, operations.alarms()), edge);
		output("Address", "The shop", edge.address());
		output("ClusterName", "The cluster", this.cluster.getClusterName());
	}

	String clusterName() {
		return settings().name();
	}

	/** Who may reach whom. */
	private void connect() {
		for (Part caller : Part.values()) {
			for (Part called : caller.calls()) {
				SecurityGroup from = this.securityGroups.get(caller);
				SecurityGroup to = this.securityGroups.get(called);
				from.addEgressRule(to, Port.tcp(called.port()), "Calls " + called.service());
				to.addIngressRule(from, Port.tcp(called.port()), "Is called by " + caller.service());
			}
			if (caller.database() != null) {
				this.data.letIn(this.securityGroups.get(caller), "Database " + caller.database());
			}
		}
	}

	/**
	 * Without a number of tasks, which is the scaling's: each deployment would go back to
	 * it under load.
	 */
	private BaseService service(Part part, TaskDefinitions tasks, LogGroup logs) {
		TaskDefinitions.Made made = tasks.of(part, logs);
		List<CapacityProviderStrategy> strategies = this.capacity.strategies(settings().of(part));
		DeploymentCircuitBreaker breaker = DeploymentCircuitBreaker.builder().enable(true).rollback(true).build();
		// What a load balancer finds, which only the gateway has.
		Duration grace = (part == Part.GATEWAY) ? TaskDefinitions.START : null;
		List<SecurityGroup> groups = List.of(this.securityGroups.get(part));
		ServiceConnectProps names = names(part, logs);
		if (settings().ecs().capacity().fargate()) {
			return FargateService.Builder.create(this, part.id())
				.serviceName(part.service())
				.cluster(this.cluster)
				.taskDefinition(made.task())
				.platformVersion(FargatePlatformVersion.VERSION1_4)
				.capacityProviderStrategies(strategies)
				.minHealthyPercent(100)
				.maxHealthyPercent(200)
				.circuitBreaker(breaker)
				.availabilityZoneRebalancing(AvailabilityZoneRebalancing.ENABLED)
				.healthCheckGracePeriod(grace)
				.vpcSubnets(NetworkStack.shopSubnets())
				.securityGroups(groups)
				.assignPublicIp(false)
				.serviceConnectConfiguration(names)
				.volumeConfigurations(made.volumes())
				.enableEcsManagedTags(true)
				.propagateTags(PropagatedTagSource.SERVICE)
				.build();
		}
		return Ec2Service.Builder.create(this, part.id())
			.serviceName(part.service())
			.cluster(this.cluster)
			.taskDefinition(made.task())
			.capacityProviderStrategies(strategies)
			.placementStrategies(List.of(PlacementStrategy.spreadAcross("attribute:ecs.availability-zone"),
					PlacementStrategy.packedByMemory()))
			.minHealthyPercent(100)
			.maxHealthyPercent(200)
			.circuitBreaker(breaker)
			.availabilityZoneRebalancing(AvailabilityZoneRebalancing.ENABLED)
			.healthCheckGracePeriod(grace)
			.vpcSubnets(NetworkStack.shopSubnets())
			.securityGroups(groups)
			.serviceConnectConfiguration(names)
			.volumeConfigurations(made.volumes())
			.enableEcsManagedTags(true)
			.propagateTags(PropagatedTagSource.SERVICE)
			.build();
	}

	/** All may call; the gateway is called by the load balancer alone. */
	private static ServiceConnectProps names(Part part, LogGroup logs) {
		ServiceConnectProps.Builder names = ServiceConnectProps.builder()
			.logDriver(LogDriver.awsLogs(AwsLogDriverProps.builder().streamPrefix("proxy").logGroup(logs).build()));
		if (part != Part.GATEWAY) {
			names.services(List.of(ServiceConnectService.builder()
				.portMappingName(TaskDefinitions.PORT_NAME)
				.discoveryName(part.service())
				.dnsName(part.service())
				.port(part.port())
				.perRequestTimeout(LONGEST_REQUEST)
				.build()));
		}
		return names.build();
	}

	private void scale(Edge edge) {
		this.services.forEach((part, service) -> {
			Service wanted = settings().of(part);
			ScalableTaskCount count = service.autoScaleTaskCount(
					EnableScalingProps.builder().minCapacity(wanted.min()).maxCapacity(wanted.max()).build());
			if (part == Part.GATEWAY && wanted.requestsPerSecond() != null) {
				count.scaleOnRequestCount("Requests", RequestCountScalingProps.builder()
					.targetGroup(edge.targetGroup())
					// CloudWatch counts by the minute.
					.requestsPerTarget(60 * wanted.requestsPerSecond())
					.scaleOutCooldown(Duration.seconds(30))
					.scaleInCooldown(Duration.minutes(5))
					.build());
			}
			else {
				count.scaleOnCpuUtilization("Cpu",
						CpuUtilizationScalingProps.builder()
							.targetUtilizationPercent(wanted.cpuPercent())
							.scaleOutCooldown(Duration.seconds(30))
							.scaleInCooldown(Duration.minutes(5))
							.build());
			}
		});
	}

}
