package dev.marea.aws.network;

import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpoint;
import software.amazon.awscdk.services.ec2.InterfaceVpcEndpointAwsService;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.constructs.Construct;

/**
 * Addresses inside of the VPC under which APIs of AWS answer, so that nothing needs the
 * internet. Each costs by the hour and zone.
 */
final class Endpoints {

	private final Construct scope;

	private final IVpc vpc;

	private final SubnetSelection subnets;

	private final SecurityGroup securityGroup;

	Endpoints(Construct scope, Settings settings, IVpc vpc, SubnetSelection subnets) {
		this.scope = scope;
		this.vpc = vpc;
		this.subnets = subnets;
		this.securityGroup = SecurityGroup.Builder.create(scope, "EndpointsSecurityGroup")
			.vpc(vpc)
			.description("Endpoints of AWS APIs: they are called and call nobody")
			.allowAllOutbound(false)
			.build();
		this.securityGroup.addIngressRule(Peer.ipv4(settings.network().cidr()), Port.tcp(443),
				"From whatever runs in this VPC and may call AWS");
	}

	SecurityGroup securityGroup() {
		return this.securityGroup;
	}

	void add(String... services) {
		addTo(this.scope, services);
	}

	void addTo(Construct scope, String... services) {
		for (String service : services) {
			InterfaceVpcEndpoint.Builder.create(scope, "Endpoint-" + service)
				.vpc(this.vpc)
				.subnets(this.subnets)
				.service(new InterfaceVpcEndpointAwsService(service))
				.securityGroups(java.util.List.of(this.securityGroup))
				.open(false)
				.privateDnsEnabled(true)
				.build();
		}
	}

}
