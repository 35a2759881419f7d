package dev.marea.aws.network;

import java.util.List;
import java.util.Map;

import dev.marea.aws.ShopStack;
import dev.marea.aws.operations.OperationsStack;
import dev.marea.aws.settings.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.certificatemanager.CertificateValidation;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.FlowLogDestination;
import software.amazon.awscdk.services.ec2.FlowLogOptions;
import software.amazon.awscdk.services.ec2.FlowLogTrafficType;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpoint;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.GatewayVpcEndpointOptions;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.IpAddresses;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.constructs.Construct;

/**
 * The VPC. Load balancers are in public subnets; tasks and pods are in subnets without a
 * way to the internet, and reach AWS by endpoints; so is the database, which reaches
 * nothing. With {@code network.nat} there is NAT in place of the endpoints.
 */
public final class NetworkStack extends ShopStack {

	/** Tag of the subnets that tasks and pods are in. */
	public static final String NODES_TAG = "marea.dev/nodes";

	private static final String SHOP = "shop";

	private static final String DATABASE = "database";

	private final Vpc vpc;

	private final @Nullable Endpoints endpoints;

	private final @Nullable String certificateArn;

	public NetworkStack(Construct scope, Settings settings, OperationsStack operations) {
		super(scope, settings, "network", "Marea: VPC and endpoints");
		this.vpc = create();
		Validations.of(this.vpc)
			.acknowledge(Acknowledgment.builder()
				.id("CloudFormation-Validate::W3010")
				.reason("Zones are chosen in the settings, as nothing is looked up in an account.")
				.build());
		this.vpc.getPublicSubnets().forEach((subnet) -> Tags.of(subnet).add("kubernetes.io/role/elb", "1"));
		this.vpc.selectSubnets(shopSubnets()).getSubnets().forEach((subnet) -> {
			Tags.of(subnet).add("kubernetes.io/role/internal-elb", "1");
			Tags.of(subnet).add(NODES_TAG, settings.name());
		});
		this.vpc.addFlowLog("Refused",
				FlowLogOptions.builder()
					.trafficType(FlowLogTrafficType.REJECT)
					.destination(FlowLogDestination.toCloudWatchLogs(
							operations.logs(this, "RefusedLogs", "/" + settings.name() + "/network/refused")))
					.build());
		imagesFromS3();
		this.endpoints = settings.network().nat() ? null : new Endpoints(this, settings, this.vpc, shopSubnets());
		if (this.endpoints != null) {
			this.endpoints.add("ecr.api", "ecr.dkr", "logs", "secretsmanager");
		}
		this.certificateArn = (settings.domain() != null) ? certificate(settings.domain()) : null;
		output("VpcId", "The VPC", this.vpc.getVpcId());
		output("ShopSubnets", "Of tasks and pods",
				String.join(",", this.vpc.selectSubnets(shopSubnets()).getSubnetIds()));
	}

	public IVpc vpc() {
		return this.vpc;
	}

	/** Of the domain, where there is one: for the load balancers of ECS and of EKS. */
	public @Nullable String certificateArn() {
		return this.certificateArn;
	}

	/** Of tasks and pods. */
	public static SubnetSelection shopSubnets() {
		return SubnetSelection.builder().subnetGroupName(SHOP).build();
	}

	public static SubnetSelection databaseSubnets() {
		return SubnetSelection.builder().subnetGroupName(DATABASE).build();
	}

	/**
	 * A security group that lets nothing in, and nothing out but to AWS' own APIs and
	 * image layers.
	 */
	public SecurityGroup callerOfAws(Construct scope, String id, String description) {
		SecurityGroup group = SecurityGroup.Builder.create(scope, id)
			.vpc(this.vpc)
			.description(description)
			.allowAllOutbound(false)
			.build();
		if (this.endpoints == null) {
			group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), "To the APIs of AWS and to image layers, by NAT");
			return group;
		}
		group.addEgressRule(this.endpoints.securityGroup(), Port.tcp(443), "To ECR, logs and secrets, by endpoints");
		String list = settings().network().s3PrefixList();
		if (list != null) {
			closed(group);
			group.addEgressRule(Peer.prefixList(list), Port.tcp(443), "To image layers in S3, by its endpoint");
		}
		else {
			group.addEgressRule(Peer.anyIpv4(), Port.tcp(443),
					"To image layers in S3, by its endpoint: the subnet has no other way out");
		}
		return group;
	}

	/**
	 * A security group without a rule of its own for what goes out is given one by AWS
	 * that allows all. Where all rules are resources of their own, nothing shall depend
	 * on AWS taking that back.
	 */
	public static void closed(SecurityGroup group) {
		((CfnSecurityGroup) group.getNode().getDefaultChild()).addPropertyOverride("SecurityGroupEgress",
				List.of(Map.of("CidrIp", "255.255.255.255/32", "IpProtocol", "icmp", "FromPort", 252, "ToPort", 86,
						"Description", "To nobody: other rules say to whom")));
	}

	/** More endpoints, for who needs them; none where there is NAT. */
	public void endpointsFor(Construct scope, String... services) {
		if (this.endpoints != null) {
			this.endpoints.addTo(scope, services);
		}
	}

	private Vpc create() {
		Settings.Network network = settings().network();
		int prefix = Integer.parseInt(network.cidr().substring(network.cidr().indexOf('/') + 1));
		return Vpc.Builder.create(this, "Vpc")
			.vpcName(settings().name())
			.ipAddresses(IpAddresses.cidr(network.cidr()))
			.availabilityZones(settings().zones())
			.natGateways(network.nat() ? settings().zones().size() : 0)
			// An eighth of the addresses for the pods of each zone, of which there are
			// six at most.
			.subnetConfiguration(List.of(
					subnets(SHOP, network.nat() ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
							prefix + 3),
					SubnetConfiguration.builder()
						.name("public")
						.subnetType(SubnetType.PUBLIC)
						.cidrMask(26)
						.mapPublicIpOnLaunch(false)
						.build(),
					subnets(DATABASE, SubnetType.PRIVATE_ISOLATED, 27)))
			.restrictDefaultSecurityGroup(false)
			.build();
	}

	private static SubnetConfiguration subnets(String name, SubnetType type, int mask) {
		return SubnetConfiguration.builder().name(name).subnetType(type).cidrMask(mask).build();
	}

	private String certificate(Settings.Domain domain) {
		IHostedZone zone = HostedZone.fromHostedZoneAttributes(this, "Zone",
				HostedZoneAttributes.builder().zoneName(domain.zone()).hostedZoneId(domain.zoneId()).build());
		Certificate certificate = Certificate.Builder.create(this, "Certificate")
			.domainName(domain.name())
			.validation(CertificateValidation.fromDns(zone))
			.build();
		output("CertificateArn", "Of " + domain.name(), certificate.getCertificateArn());
		return certificate.getCertificateArn();
	}

	/** ECR keeps layers in a bucket of its own; nothing else in S3 is reached. */
	private void imagesFromS3() {
		GatewayVpcEndpoint endpoint = this.vpc.addGatewayEndpoint("S3",
				GatewayVpcEndpointOptions.builder()
					.service(GatewayVpcEndpointAwsService.S3)
					.subnets(List.of(shopSubnets()))
					.build());
		endpoint.addToPolicy(PolicyStatement.Builder.create()
			.sid("ImageLayers")
			.principals(List.of(new AnyPrincipal()))
			.actions(List.of("s3:GetObject"))
			.resources(List
				.of("arn:%s:s3:::prod-%s-starport-layer-bucket/*".formatted(getPartition(), settings().region())))
			.build());
	}

}
