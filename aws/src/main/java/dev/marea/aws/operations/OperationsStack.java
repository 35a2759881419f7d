package dev.marea.aws.operations;

import java.util.List;
import java.util.Map;

import dev.marea.aws.ShopStack;
import dev.marea.aws.settings.Settings;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/**
 * Where alarms ring, what a month may cost, and the key that logs are encrypted with.
 */
public final class OperationsStack extends ShopStack {

	private final Key key;

	private final Topic alarms;

	public OperationsStack(Construct scope, Settings settings) {
		super(scope, settings, "operations", "Marea: alarms, budget, and the key of the logs");
		this.key = key();
		this.alarms = Topic.Builder.create(this, "Alarms")
			.displayName(settings.name() + " alarms")
			.masterKey(this.key)
			.enforceSsl(true)
			.build();
		// A policy of its own takes away what a topic allows without one: that the
		// account's alarms may ring.
		this.alarms.addToResourcePolicy(PolicyStatement.Builder.create()
			.sid("AlarmsOfThisAccount")
			.principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
			.actions(List.of("sns:Publish"))
			.resources(List.of(this.alarms.getTopicArn()))
			.conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", getAccount())))
			.build());
		this.alarms.addSubscription(new EmailSubscription(settings.budget().email()));
		budget();
	}

	/** Where alarms ring. */
	public Topic alarms() {
		return this.alarms;
	}

	/**
	 * A log group below the shop's name, encrypted, and emptied after the days that the
	 * settings say.
	 */
	public LogGroup logs(Construct scope, String id, String name) {
		LogGroup group = LogGroup.Builder.create(scope, id)
			.logGroupName(name)
			.encryptionKey(this.key)
			.removalPolicy(RemovalPolicy.DESTROY)
			.build();
		((CfnLogGroup) group.getNode().getDefaultChild()).setRetentionInDays(settings().logDays());
		return group;
	}

	private Key key() {
		Key key = Key.Builder.create(this, "Key")
			.alias(settings().name() + "/operations")
			.description("Logs and alarms of " + settings().name())
			.enableKeyRotation(true)
			.removalPolicy(RemovalPolicy.DESTROY)
			.build();
		key.addToResourcePolicy(PolicyStatement.Builder.create()
			.sid("LogsOfThisAccount")
			.principals(List.of(new ServicePrincipal("logs." + settings().region() + ".amazonaws.com")))
			.actions(List.of("kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo",
					"kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"))
			// In the policy of a key, this is the key itself.
			.resources(List.of("*"))
			.conditions(Map.of("ArnLike",
					Map.of("kms:EncryptionContext:aws:logs:arn",
							formatArn(software.amazon.awscdk.ArnComponents.builder()
								.service("logs")
								.resource("log-group")
								.resourceName("*")
								.arnFormat(software.amazon.awscdk.ArnFormat.COLON_RESOURCE_NAME)
								.build()))))
			.build());
		key.addToResourcePolicy(PolicyStatement.Builder.create()
			.sid("AlarmsOfThisAccount")
			.principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
			.actions(List.of("kms:Decrypt", "kms:GenerateDataKey"))
			.resources(List.of("*"))
			.conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", getAccount())))
			.build());
		return key;
	}

	/**
	 * Of the whole account: a budget by tag counts nothing until somebody activates that
	 * tag for billing.
	 */
	private void budget() {
		CfnBudget.SubscriberProperty reader = CfnBudget.SubscriberProperty.builder()
			.subscriptionType("EMAIL")
			.address(settings().budget().email())
			.build();
		CfnBudget.Builder.create(this, "Budget")
			.budget(CfnBudget.BudgetDataProperty.builder()
				.budgetName(settings().name() + "-monthly")
				.budgetType("COST")
				.timeUnit("MONTHLY")
				.budgetLimit(
						CfnBudget.SpendProperty.builder().amount(settings().budget().monthly()).unit("USD").build())
				.build())
			.notificationsWithSubscribers(
					List.of(notification("ACTUAL", 80, reader), notification("FORECASTED", 100, reader)))
			.build();
	}

	private static CfnBudget.NotificationWithSubscribersProperty notification(String type, int percent,
			CfnBudget.SubscriberProperty reader) {
		return CfnBudget.NotificationWithSubscribersProperty.builder()
			.notification(CfnBudget.NotificationProperty.builder()
				.notificationType(type)
				.comparisonOperator("GREATER_THAN")
				.threshold(percent)
				.thresholdType("PERCENTAGE")
				.build())
			.subscribers(List.of(reader))
			.build();
	}

}
