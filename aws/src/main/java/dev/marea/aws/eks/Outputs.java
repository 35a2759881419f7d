package dev.marea.aws.eks;

import java.nio.file.Path;

import dev.marea.aws.settings.Refused;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the stacks say of themselves once they are there.
 *
 * @param registry where images are, without the image's name
 * @param databaseHost where PostgreSQL answers
 * @param nodeRole name of the nodes' role
 * @param nodeSecurityGroup id of the nodes' security group
 * @param certificate ARN of the domain's certificate, where there is a domain
 */
public record Outputs(String registry, String databaseHost, String nodeRole, String nodeSecurityGroup,
		@Nullable String certificate) {

	/** From the file that {@code cdk deploy --outputs-file} writes. */
	public static Outputs read(Path file, String name) {
		try {
			JsonNode all = JsonMapper.shared().readTree(file);
			return new Outputs(of(file, all, name + "-registry", "Registry"),
					of(file, all, name + "-data", "DatabaseHost"), of(file, all, name + "-eks", "NodeRole"),
					of(file, all, name + "-eks", "NodeSecurityGroup"),
					all.path(name + "-network").path("CertificateArn").asString(null));
		}
		catch (JacksonException ex) {
			throw new Refused(file + " is not what cdk deploy writes.");
		}
	}

	private static String of(Path file, JsonNode all, String stack, String output) {
		String value = all.path(stack).path(output).asString("");
		if (value.isEmpty()) {
			throw new Refused("%s has no %s of the stack %s: deploy it first.".formatted(file, output, stack));
		}
		return value;
	}

}
