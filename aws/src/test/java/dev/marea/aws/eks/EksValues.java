package dev.marea.aws.eks;

import java.nio.file.Path;

import dev.marea.aws.settings.Settings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is put into a cluster, for outputs as a deployment has them.
 */
public final class EksValues {

	static final Path EXAMPLE = Path.of("../helm/marea/ci/eks-values.yaml");

	static final Outputs OUTPUTS = new Outputs("111122223333.dkr.ecr.eu-west-1.amazonaws.com/marea",
			"marea.abcdefghijkl.eu-west-1.rds.amazonaws.com", "marea-eks-Nodes-1A2B3C", "sg-0123456789abcdef0", null);

	private EksValues() {
	}

	public static ObjectNode of(Settings settings) {
		return of(settings, null);
	}

	static ObjectNode of(Settings settings, @Nullable String certificate) {
		return ChartValues.of(EXAMPLE, settings, new Outputs(OUTPUTS.registry(), OUTPUTS.databaseHost(),
				OUTPUTS.nodeRole(), OUTPUTS.nodeSecurityGroup(), certificate));
	}

	public static String nodes(Settings settings) {
		return ChartValues.written(NodeManifests.of(settings, OUTPUTS));
	}

}
