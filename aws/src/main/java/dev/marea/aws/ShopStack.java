package dev.marea.aws;

import dev.marea.aws.settings.Settings;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;
import software.constructs.IConstruct;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack of the shop: named and tagged like its siblings, in the region of the settings,
 * in whichever account deploys it.
 */
public abstract class ShopStack extends Stack {

	private final Settings settings;

	protected ShopStack(Construct scope, Settings settings, String part, String description) {
		super(scope, settings.name() + "-" + part,
				StackProps.builder()
					.stackName(settings.name() + "-" + part)
					.description(description)
					.env(Environment.builder().region(settings.region()).build())
					.terminationProtection(part.equals("data") && settings.database().keep())
					.build());
		this.settings = settings;
		Tags.of(this).add("project", settings.name());
		Tags.of(this).add("stack", part);
		Tags.of(this).add("owner", settings.owner());
	}

	public final Settings settings() {
		return this.settings;
	}

	/** What the command line reads after a deployment. */
	protected final void output(String name, String description, String value) {
		CfnOutput.Builder.create(this, name).description(description).value(value).build();
	}

	/** A warning of the CDK that stands, and why. */
	public static void acknowledged(IConstruct where, String warning, String reason) {
		Annotations.of(where).acknowledgeWarning(warning, reason);
	}

	/** Findings of checkov that stand, and why, by their ids. */
	public static void excepted(IConstruct where, Map<String, String> reasons) {
		CfnResource resource = (CfnResource) where.getNode().getDefaultChild();
		resource.addMetadata("checkov",
				Map.of("skip",
						new TreeMap<>(reasons).entrySet()
							.stream()
							.map((reason) -> Map.of("id", reason.getKey(), "comment", reason.getValue()))
							.toList()));
	}

	/** A finding of cdk-nag that stands, and why. */
	public static void stands(IConstruct where, String rule, String reason, String... appliesTo) {
		NagPackSuppression.Builder suppression = NagPackSuppression.builder().id(rule).reason(reason);
		if (appliesTo.length > 0) {
			suppression.appliesTo(Arrays.asList((Object[]) appliesTo));
		}
		NagSuppressions.addResourceSuppressions(where, List.of(suppression.build()), true);
	}

}
