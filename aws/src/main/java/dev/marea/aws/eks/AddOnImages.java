package dev.marea.aws.eks;

import java.util.Map;
import java.util.Set;

import dev.marea.aws.settings.Refused;

/**
 * Whose registry the images of EKS' add-ons are in.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html">Registries by
 * region</a>
 */
final class AddOnImages {

	private static final String MOST = "602401143452";

	private static final Set<String> REGIONS = Set.of("ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
			"ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1",
			"eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2");

	private static final Map<String, String> OTHERS = Map.of("af-south-1", "877085696533", "ap-east-1", "800184023465",
			"ap-south-2", "900889452093", "ap-southeast-3", "296578399912", "ap-southeast-4", "491585149902",
			"ap-southeast-5", "151610086707", "ap-southeast-7", "121268973566");

	private AddOnImages() {
	}

	static String account(String region) {
		if (REGIONS.contains(region)) {
			return MOST;
		}
		String account = OTHERS.get(region);
		if (account == null) {
			throw new Refused(
					"region is %s, of which it is not known here whose registry has the add-ons of EKS: see AddOnImages."
						.formatted(region));
		}
		return account;
	}

}
