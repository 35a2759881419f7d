package dev.marea.aws.eks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.aws.ShopStack;
import dev.marea.aws.data.DataStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.operations.Alarms;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.registry.RegistryStack;
import dev.marea.aws.settings.Eks;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Service;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.eks.CfnAddon;
import software.amazon.awscdk.services.eks_v2.Cluster;
import software.amazon.awscdk.services.eks_v2.ClusterLoggingTypes;
import software.amazon.awscdk.services.eks_v2.ComputeConfig;
import software.amazon.awscdk.services.eks_v2.DefaultCapacityType;
import software.amazon.awscdk.services.eks_v2.EndpointAccess;
import software.amazon.awscdk.services.eks_v2.KubernetesVersion;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.SessionTagsPrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * A cluster of EKS with Auto Mode: AWS keeps the nodes, and makes them as pods need them.
 * What is inside of the cluster is put there by {@code marea deploy}, so that no function
 * with an administrator's rights has to stay in the account.
 */
public final class EksStack extends ShopStack {

	/** Where the chart is installed, and as what. */
	static final String NAMESPACE = "marea";

	static final String RELEASE = "marea";

	private static final String METRICS = "ContainerInsights";

	private static final String AGENT = "cloudwatch-agent";

	private final Cluster cluster;

	public EksStack(Construct scope, Settings settings, OperationsStack operations, NetworkStack network,
			RegistryStack registry, DataStack data) {
		super(scope, settings, "eks", "Marea: the shop on EKS");
		network.endpointsFor(this, "ec2", "eks", "eks-auth", "sts");
		// Made before EKS would, which keeps logs for ever.
		LogGroup logs = operations.logs(this, "ControlPlaneLogs", "/aws/eks/" + settings.name() + "/cluster");
		Role nodes = nodes(registry);
		this.cluster = cluster(network, nodes);
		this.cluster.getNode().addDependency(logs);
		for (int index = 0; index < settings.eks().admins().size(); index++) {
			this.cluster.grantClusterAdmin("Admin" + index, settings.eks().admins().get(index));
		}
		letIntoDatabase(data);
		addOns();
		watch(new Alarms(this, operations.alarms()));
		output("ClusterName", "The cluster", this.cluster.getClusterName());
		output("NodeRole", "Role of the nodes", nodes.getRoleName());
		output("NodeSecurityGroup", "Security group of the nodes", this.cluster.getClusterSecurityGroupId());
	}

	private Cluster cluster(NetworkStack network, Role nodes) {
		Eks eks = settings().eks();
		Key key = Key.Builder.create(this, "Key")
			.alias(settings().name() + "/eks")
			.description("Secrets in the cluster " + settings().name())
			.enableKeyRotation(true)
			.removalPolicy(RemovalPolicy.DESTROY)
			.build();
		Cluster made = Cluster.Builder.create(this, "Cluster")
			.clusterName(settings().name())
			.version(KubernetesVersion.of(eks.version()))
			.vpc(network.vpc())
			.vpcSubnets(List.of(NetworkStack.shopSubnets()))
			.securityGroup(SecurityGroup.Builder.create(this, "ControlPlane")
				.vpc(network.vpc())
				.description("Control plane: what it reaches is said by the group that EKS makes itself")
				.allowAllOutbound(false)
				.build())
			.endpointAccess(endpoint(eks))
			.secretsEncryptionKey(key)
			.clusterLogging(
					List.of(ClusterLoggingTypes.API, ClusterLoggingTypes.AUDIT, ClusterLoggingTypes.AUTHENTICATOR,
							ClusterLoggingTypes.CONTROLLER_MANAGER, ClusterLoggingTypes.SCHEDULER))
			.defaultCapacityType(DefaultCapacityType.AUTOMODE)
			// The built-in pools are for add-ons; the shop's own, which keeps network
			// policies, is in the manifests.
			.compute(ComputeConfig.builder().nodePools(List.of("system", "general-purpose")).nodeRole(nodes).build())
			.bootstrapClusterCreatorAdminPermissions(false)
			.outputConfigCommand(false)
			.build();
		acknowledged(made, "@aws-cdk/aws-eks:isolatedSubnetsForKubectlPrivateSubnets",
				"Endpoints of STS, EKS, ECR, S3, EC2, logs are there; no function of the CDK calls kubectl.");
		stands(made, "AwsSolutions-IAM4",
				"The five policies that Auto Mode asks for its own role, which bind what it may do to what it made.");
		if (eks.endpoint() == Eks.Endpoint.PUBLIC) {
			stands(made, "AwsSolutions-EKS1",
					"Reachable by those that exposedTo names, with an access entry and TLS; eks.endpoint: private closes it.");
		}
		return made;
	}

	private EndpointAccess endpoint(Eks eks) {
		return switch (eks.endpoint()) {
			case PRIVATE -> EndpointAccess.PRIVATE;
			case PUBLIC -> EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(settings().exposedTo().toArray(String[]::new));
		};
	}

	/**
	 * May join the cluster, and pull the shop's images and those of the add-ons; no
	 * others.
	 */
	private Role nodes(RegistryStack registry) {
		Role role = Role.Builder.create(this, "Nodes")
			.assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
			.description("Nodes of the cluster " + settings().name())
			.managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName("AmazonEKSWorkerNodeMinimalPolicy")))
			.build();
		List<String> repositories = new ArrayList<>(registry.pulled());
		repositories.add("arn:%s:ecr:%s:%s:repository/eks/*".formatted(getPartition(), settings().region(),
				AddOnImages.account(settings().region())));
		role.addToPolicy(PolicyStatement.Builder.create()
			.sid("PullImages")
			.actions(List.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"))
			.resources(repositories)
			.build());
		role.addToPolicy(PolicyStatement.Builder.create()
			.sid("LogInToRegistry")
			.actions(List.of("ecr:GetAuthorizationToken"))
			.resources(List.of("*"))
			.build());
		stands(role, "AwsSolutions-IAM4", "What a node needs to join; AWS' smallest policy for that.",
				"Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy");
		stands(role, "AwsSolutions-IAM5",
				"ecr:GetAuthorizationToken takes no resource; repositories of add-ons and caches are known by their prefix alone.");
		return role;
	}

	/**
	 * Pods share the interface of their node; which of them may is the chart's network
	 * policy.
	 */
	private void letIntoDatabase(DataStack data) {
		CfnSecurityGroupIngress.Builder.create(this, "NodesToDatabase")
			.groupId(data.securityGroup().getSecurityGroupId())
			.sourceSecurityGroupId(this.cluster.getClusterSecurityGroupId())
			.ipProtocol("tcp")
			.fromPort(DataStack.PORT)
			.toPort(DataStack.PORT)
			.description("catalog-service and order-service on the nodes")
			.build();
	}

	private void addOns() {
		addOn("MetricsServer", "metrics-server").build();
		Role agent = Role.Builder.create(this, "Agent")
			.assumedBy(new SessionTagsPrincipal(new ServicePrincipal("pods.eks.amazonaws.com")))
			.description("Metrics and logs of the cluster " + settings().name())
			.managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName("CloudWatchAgentServerPolicy")))
			.build();
		stands(agent, "AwsSolutions-IAM4",
				"AWS' own policy for its agent, given by Pod Identity to one service account.",
				"Policy::arn:<AWS::Partition>:iam::aws:policy/CloudWatchAgentServerPolicy");
		addOn("Observability", "amazon-cloudwatch-observability")
			.podIdentityAssociations(List.of(CfnAddon.PodIdentityAssociationProperty.builder()
				.serviceAccount(AGENT)
				.roleArn(agent.getRoleArn())
				.build()))
			.build();
	}

	private CfnAddon.Builder addOn(String id, String name) {
		return CfnAddon.Builder.create(this, id)
			.clusterName(this.cluster.getClusterName())
			.addonName(name)
			.resolveConflicts("OVERWRITE")
			.tags(List.of(CfnTag.builder().key("project").value(settings().name()).build()));
	}

	private void watch(Alarms alarms) {
		for (Part part : Part.values()) {
			Service wanted = settings().of(part);
			Map<String, String> dimensions = Map.of("ClusterName", settings().name(), "Namespace", NAMESPACE, "Service",
					RELEASE + "-" + part.service());
			alarms.below(part.id() + "TooFew", "%s has fewer than %d pods".formatted(part.service(), wanted.min()),
					Alarms.metric(METRICS, "service_number_of_running_pods", "Minimum", dimensions), wanted.min(), 5);
			alarms.at(part.id() + "AtMost",
					"%s has had all %d pods for a quarter of an hour: it can grow no more".formatted(part.service(),
							wanted.max()),
					Alarms.metric(METRICS, "service_number_of_running_pods", "Maximum", dimensions), wanted.max(), 15);
		}
	}

}
