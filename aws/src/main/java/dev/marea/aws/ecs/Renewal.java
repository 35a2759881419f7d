package dev.marea.aws.ecs;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import software.amazon.awscdk.services.ecs.BaseService;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;

/**
 * Once a week each service gets new tasks, one by one as in any deployment: they read the
 * password that is current, before the one that they had is changed, and run on a patched
 * platform.
 */
final class Renewal {

	private Renewal() {
	}

	static void weekly(EcsStack stack, Cluster cluster, Collection<BaseService> services) {
		Role role = Role.Builder.create(stack, "RenewalRole")
			.assumedBy(ServicePrincipal.Builder.create("scheduler.amazonaws.com")
				.conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", stack.getAccount())))
				.build())
			.description("Renews the tasks of the shop")
			.build();
		role.addToPolicy(PolicyStatement.Builder.create()
			.actions(List.of("ecs:UpdateService"))
			.resources(services.stream().map(BaseService::getServiceArn).toList())
			.build());
		int hour = 3;
		for (BaseService service : services) {
			String id = service.getNode().getId();
			CfnSchedule.Builder.create(stack, id + "Renewal")
				.description("New tasks, with the password that is current")
				// Tuesdays, at night, one service after the other.
				.scheduleExpression("cron(0 %d ? * TUE *)".formatted(hour++))
				.flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder().mode("OFF").build())
				.target(CfnSchedule.TargetProperty.builder()
					.arn("arn:%s:scheduler:::aws-sdk:ecs:updateService".formatted(stack.getPartition()))
					.roleArn(role.getRoleArn())
					// In an order that is always the same
					.input(stack.toJsonString(new TreeMap<>(Map.of("Cluster", cluster.getClusterName(), "Service",
							service.getServiceName(), "ForceNewDeployment", true))))
					.build())
				.build();
		}
	}

}
