package dev.marea.aws.settings;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The cluster of EKS.
 *
 * @param version of Kubernetes
 * @param endpoint from where its API answers
 * @param admins ARNs of roles and users that may do everything
 * @param spot whether nodes are of those that AWS may take away
 * @param maxCores that all nodes together may have
 */
public record Eks(String version, Endpoint endpoint, List<String> admins, boolean spot, int maxCores) {

	/** In standard support; the chart is tested on 1.35. */
	private static final Set<String> VERSIONS = Set.of("1.34", "1.35");

	public Eks {
		Refused.unless(version != null && VERSIONS.contains(version), "eks.version is '%s'; it is one of %s.", version,
				String.join(", ", VERSIONS.stream().sorted().toList()));
		Refused.unless(endpoint != null, "eks.endpoint is missing: public or private.");
		admins = (admins != null) ? List.copyOf(admins) : List.of();
		for (String admin : admins) {
			Refused.unless(admin.matches("arn:aws[a-z-]*:iam::\\d{12}:(role|user)/.+"),
					"eks.admins has '%s', which is no ARN of a role or user.", admin);
		}
		Refused.unless(maxCores >= 4, "eks.maxCores is %d; two nodes of two cores are the least.", maxCores);
	}

	/**
	 * From where the API answers.
	 */
	public enum Endpoint {

		/** From the addresses in {@code exposedTo}, and from the VPC. */
		@JsonProperty("public")
		PUBLIC,
		/** From the VPC alone. */
		@JsonProperty("private")
		PRIVATE

	}

}
