package dev.marea.aws.ecs;

import java.util.List;
import java.util.Map;

import dev.marea.aws.ShopStack;
import dev.marea.aws.network.NetworkStack;
import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ecs.BaseService;
import software.amazon.awscdk.services.ecs.LoadBalancerTargetOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationListener;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationLoadBalancer;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationProtocol;
import software.amazon.awscdk.services.elasticloadbalancingv2.ApplicationTargetGroup;
import software.amazon.awscdk.services.elasticloadbalancingv2.BaseApplicationListenerProps;
import software.amazon.awscdk.services.elasticloadbalancingv2.IListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerAction;
import software.amazon.awscdk.services.elasticloadbalancingv2.ListenerCertificate;
import software.amazon.awscdk.services.elasticloadbalancingv2.RedirectOptions;
import software.amazon.awscdk.services.elasticloadbalancingv2.SslPolicy;
import software.amazon.awscdk.services.elasticloadbalancingv2.TargetType;
import software.amazon.awscdk.services.route53.ARecord;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.route53.RecordTarget;
import software.amazon.awscdk.services.route53.targets.LoadBalancerTarget;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;

/**
 * The load balancer, with HTTPS where there is a domain. Only those that the settings
 * name may call it, and it may call the gateway alone.
 */
final class Edge {

	private final EcsStack stack;

	private final ApplicationLoadBalancer balancer;

	private final ApplicationTargetGroup targetGroup;

	Edge(EcsStack stack, NetworkStack network, SecurityGroup gateway) {
		this.stack = stack;
		Settings settings = stack.settings();
		SecurityGroup group = SecurityGroup.Builder.create(stack, "EdgeSecurityGroup")
			.vpc(network.vpc())
			.description("The load balancer: it calls the gateway alone")
			.allowAllOutbound(false)
			.build();
		group.addEgressRule(gateway, Port.tcp(Part.GATEWAY.port()), "Calls the gateway");
		NetworkStack.closed(group);
		gateway.addIngressRule(group, Port.tcp(Part.GATEWAY.port()), "Is called by the load balancer");
		if (settings.exposedTo().contains("0.0.0.0/0")) {
			ShopStack.stands(group, "AwsSolutions-EC23",
					"A shop for everybody, as exposedTo says: by HTTPS, and port 80 only leads there.");
			ShopStack.excepted(group, Map.of("CKV_AWS_260", "Port 80 leads to HTTPS, and nowhere else."));
		}
		this.balancer = ApplicationLoadBalancer.Builder.create(stack, "Edge")
			.loadBalancerName(settings.loadBalancerName())
			.vpc(network.vpc())
			.vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
			.internetFacing(true)
			.securityGroup(group)
			.dropInvalidHeaderFields(true)
			.deletionProtection(settings.database().keep())
			.build();
		this.balancer.logAccessLogs(logs());
		this.targetGroup = ApplicationTargetGroup.Builder.create(stack, "Gateways")
			.vpc(network.vpc())
			.protocol(ApplicationProtocol.HTTP)
			.port(Part.GATEWAY.port())
			.targetType(TargetType.IP)
			.deregistrationDelay(Duration.seconds(EcsStack.DEREGISTRATION_SECONDS))
			.healthCheck(software.amazon.awscdk.services.elasticloadbalancingv2.HealthCheck.builder()
				// The storefront, on the port of the requests: the management port stays
				// closed to the network.
				.path("/")
				.interval(Duration.seconds(5))
				.timeout(Duration.seconds(2))
				.healthyThresholdCount(2)
				.unhealthyThresholdCount(2)
				.build())
			.build();
		if (settings.domain() != null) {
			https(settings.domain(), network, group);
		}
		else {
			String reason = "Without a domain there is no certificate; only those that exposedTo names may call.";
			ShopStack.excepted(
					listener("Http", group,
							BaseApplicationListenerProps.builder()
								.port(80)
								.protocol(ApplicationProtocol.HTTP)
								.defaultAction(ListenerAction.forward(List.of(this.targetGroup)))),
					Map.of("CKV_AWS_2", reason, "CKV_AWS_103", reason));
		}
	}

	void leadTo(BaseService service) {
		this.targetGroup.addTarget(service.loadBalancerTarget(LoadBalancerTargetOptions.builder()
			.containerName(Part.GATEWAY.service())
			.containerPort(Part.GATEWAY.port())
			.build()));
		service.getNode().addDependency(this.balancer);
	}

	ApplicationTargetGroup targetGroup() {
		return this.targetGroup;
	}

	ApplicationLoadBalancer balancer() {
		return this.balancer;
	}

	String address() {
		Settings.Domain domain = this.stack.settings().domain();
		return (domain != null) ? "https://" + domain.name() + "/"
				: "http://" + this.balancer.getLoadBalancerDnsName() + "/";
	}

	private void https(Settings.Domain domain, NetworkStack network, SecurityGroup group) {
		IHostedZone zone = HostedZone.fromHostedZoneAttributes(this.stack, "Zone",
				HostedZoneAttributes.builder().zoneName(domain.zone()).hostedZoneId(domain.zoneId()).build());
		listener("Https", group,
				BaseApplicationListenerProps.builder()
					.port(443)
					.protocol(ApplicationProtocol.HTTPS)
					.sslPolicy(SslPolicy.RECOMMENDED_TLS)
					.certificates(List.<IListenerCertificate>of(ListenerCertificate.fromArn(network.certificateArn())))
					.defaultAction(ListenerAction.forward(List.of(this.targetGroup))));
		listener("Http", group,
				BaseApplicationListenerProps.builder()
					.port(80)
					.protocol(ApplicationProtocol.HTTP)
					.defaultAction(ListenerAction
						.redirect(RedirectOptions.builder().protocol("HTTPS").port("443").permanent(true).build())));
		ARecord.Builder.create(this.stack, "Name")
			.zone(zone)
			.recordName(domain.name() + ".")
			.target(RecordTarget.fromAlias(new LoadBalancerTarget(this.balancer)))
			.build();
	}

	private ApplicationListener listener(String id, SecurityGroup group, BaseApplicationListenerProps.Builder props) {
		BaseApplicationListenerProps listener = props.open(false).build();
		int port = listener.getPort().intValue();
		for (String range : this.stack.settings().exposedTo()) {
			group.addIngressRule(Peer.ipv4(range), Port.tcp(port), "May call: exposedTo in the settings");
		}
		return this.balancer.addListener(id, listener);
	}

	private Bucket logs() {
		Bucket bucket = Bucket.Builder.create(this.stack, "EdgeLogs")
			.blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
			// The only encryption that load balancers can write to.
			.encryption(BucketEncryption.S3_MANAGED)
			.enforceSsl(true)
			.minimumTlsVersion(1.2)
			.objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
			.versioned(true)
			.lifecycleRules(List.of(LifecycleRule.builder()
				.expiration(Duration.days(this.stack.settings().logDays()))
				.noncurrentVersionExpiration(Duration.days(1))
				.abortIncompleteMultipartUploadAfter(Duration.days(1))
				.build()))
			// With the logs of who called: they are deleted by themselves, and until then
			// nobody loses them by mistake.
			.removalPolicy(RemovalPolicy.RETAIN)
			.build();
		ShopStack.excepted(bucket,
				Map.of("CKV_AWS_18", "These are access logs; logs of who reads them are CloudTrail's."));
		ShopStack.stands(bucket, "AwsSolutions-S1", "These are access logs; logs of who reads them are CloudTrail's.");
		return bucket;
	}

}
