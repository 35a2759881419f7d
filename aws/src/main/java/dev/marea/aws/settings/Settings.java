package dev.marea.aws.settings;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * All that can be chosen about the shop on AWS. What AWS would refuse cannot be made:
 * each constructor throws {@link Refused}.
 *
 * @param name of every stack, and first part of every name
 * @param region where it is
 * @param zones availability zones; two at least
 * @param owner a tag
 * @param domain its name, which HTTPS needs
 * @param exposedTo ranges of addresses that may call
 * @param budget what a month may cost
 * @param logDays for which logs are kept
 * @param architecture of the machines and the images
 * @param p99Millis what the 99th percentile of the answers may take
 * @param network the VPC
 * @param services by name, what an instance is and how many there are
 * @param database PostgreSQL
 * @param registry ECR
 * @param ecs what tasks run on
 * @param eks the cluster
 */
public record Settings(String name, String region, List<String> zones, String owner, @Nullable Domain domain,
		List<String> exposedTo, Budget budget, int logDays, Architecture architecture, int p99Millis, Network network,
		Map<String, Service> services, Database database, Registry registry, Ecs ecs, Eks eks) {

	/** Rules that a security group may have, less those that are not the callers'. */
	private static final int CALLERS = 50;

	public Settings {
		Refused.unless(name != null && name.matches("[a-z]([a-z0-9]|-(?!-))*[a-z0-9]"),
				"name is '%s'; it begins with a small letter, and has small letters, digits and single dashes.", name);
		Limits.loadBalancerName(loadBalancerName(name));
		Refused.unless(region != null && region.matches("[a-z]{2}(-[a-z]+)+-\\d"),
				"region is '%s', which is no region such as eu-west-1.", region);
		zones = checkedZones(zones, region);
		Refused.unless(owner != null && owner.matches("[\\p{L}\\p{N} _.:/=+@-]{1,256}"),
				"owner is '%s', which AWS does not take as a tag: 1 to 256 letters, digits, spaces and _.:/=+-@.",
				owner);
		Refused.unless(exposedTo != null && !exposedTo.isEmpty(), "exposedTo is empty: nobody could call.");
		Refused.unless(exposedTo.size() <= CALLERS, "exposedTo has %d ranges, but a security group has room for %d.",
				exposedTo.size(), CALLERS);
		exposedTo = List.copyOf(exposedTo);
		for (String range : exposedTo) {
			Refused.unless(!everybody(range) || domain != null,
					"exposedTo has everybody (%s), but without a domain there is no HTTPS: give one, or name who may call.",
					range);
		}
		Refused.unless(budget != null, "budget is missing.");
		Limits.logDays(logDays);
		Refused.unless(architecture != null, "architecture is missing: amd64 or arm64.");
		Refused.unless(p99Millis > 0, "p99Millis is %d; it is positive.", p99Millis);
		Refused.unless(network != null && database != null && registry != null && ecs != null && eks != null,
				"network, database, registry, ecs and eks must all be there.");
		Refused.unless(eks.endpoint() == Eks.Endpoint.PRIVATE || exposedTo.stream().noneMatch(Settings::everybody),
				"exposedTo has everybody, who could reach the API of the cluster too: eks.endpoint must be private then.");
		services = checkedServices(services, ecs);
		connections(services, database);
		Refused.unless(!ecs.capacity().fargate() || !ecs.capacity().spot()
				|| services.values().stream().allMatch((service) -> service.volumeGib() == 0 || service.min() >= 2),
				"A service on Fargate Spot with a volume needs two instances, as the volume goes with its task.");
	}

	private static boolean everybody(String range) {
		return Cidr.of("exposedTo", range).prefix() == 0;
	}

	private static List<String> checkedZones(@Nullable List<String> zones, String region) {
		Refused.unless(zones != null && zones.size() >= 2,
				"zones has %d, but load balancers, RDS and EKS need two at least.", (zones != null) ? zones.size() : 0);
		Refused.unless(zones.size() <= 6, "zones has %d; no region has more than 6.", zones.size());
		for (String zone : zones) {
			Refused.unless(zone.matches(region + "[a-z]"), "zones has '%s', which is no zone of %s.", zone, region);
		}
		Refused.unless(new HashSet<>(zones).size() == zones.size(), "zones names one twice: %s.",
				String.join(", ", zones));
		return List.copyOf(zones);
	}

	private static Map<String, Service> checkedServices(@Nullable Map<String, Service> services, Ecs ecs) {
		Set<String> wanted = new TreeSet<>(Arrays.stream(Part.values()).map(Part::service).toList());
		Refused.unless(services != null && services.keySet().equals(wanted), "services are %s; they must be %s.",
				(services != null) ? String.join(", ", new TreeSet<>(services.keySet())) : "missing",
				String.join(", ", wanted));
		services.forEach((name, service) -> service.check(name, ecs));
		return Map.copyOf(services);
	}

	public Service of(Part part) {
		return this.services.get(part.service());
	}

	/** {@code max_connections} of the database. */
	public int connections() {
		return connections(this.services, this.database);
	}

	private static int connections(Map<String, Service> services, Database database) {
		return database.connections(Arrays.stream(Part.values())
			.filter((part) -> part.database() != null)
			.mapToInt((part) -> services.get(part.service()).max())
			.sum());
	}

	/** The load balancer of ECS. */
	public String loadBalancerName() {
		return loadBalancerName(this.name);
	}

	private static String loadBalancerName(String name) {
		return name + "-ecs";
	}

	/** Whether somebody forgot to say who may call. */
	public boolean exposedToNobody() {
		return this.exposedTo.stream().allMatch((range) -> Cidr.of("exposedTo", range).forDocumentation());
	}

	/**
	 * The shop's name, and the hosted zone of Route 53 that it is in.
	 */
	public record Domain(String name, String zone, String zoneId) {

		public Domain {
			Refused.unless(name != null && name.matches("([a-z0-9-]{1,63}\\.)+[a-z]{2,}") && name.length() <= 253,
					"domain.name is '%s', which is no name such as shop.example.org.", name);
			Refused.unless(zone != null && (name.equals(zone) || name.endsWith("." + zone)),
					"domain.name is %s, which is not in domain.zone, %s.", name, zone);
			Refused.unless(zoneId != null && zoneId.matches("Z[A-Z0-9]{1,31}"),
					"domain.zoneId is '%s', which is no id of a hosted zone.", zoneId);
		}

	}

	/**
	 * What a month may cost, in US dollars, and who is told.
	 */
	public record Budget(int monthly, String email) {

		public Budget {
			Refused.unless(monthly > 0, "budget.monthly is %d; it is a positive number of US dollars.", monthly);
			Refused.unless(email != null && email.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+"),
					"budget.email is '%s', which is no address.", email);
		}

	}

	/**
	 * The VPC.
	 *
	 * @param cidr its addresses
	 * @param nat whether tasks and pods reach the internet
	 * @param s3PrefixList AWS' list of the addresses of S3, to which the way out is
	 * narrowed
	 */
	public record Network(String cidr, boolean nat, @Nullable String s3PrefixList) {

		public Network {
			Refused.unless(cidr != null, "network.cidr is missing.");
			int prefix = Cidr.of("network.cidr", cidr).prefix();
			Refused.unless(prefix >= 16 && prefix <= 20,
					"network.cidr is %s, but a VPC has a prefix of 16 at least, and pods need one of 20 at most.",
					cidr);
			Refused.unless(s3PrefixList == null || s3PrefixList.matches("pl-[0-9a-f]{8,17}"),
					"network.s3PrefixList is '%s', which is no id of a prefix list.", s3PrefixList);
		}

	}

	/**
	 * ECR.
	 *
	 * @param replicateTo regions that get every image too
	 * @param dockerHubSecret ARN of the secret with which images of Docker Hub are cached
	 */
	public record Registry(List<String> replicateTo, @Nullable String dockerHubSecret) {

		private static final int DESTINATIONS = 25;

		public Registry {
			replicateTo = (replicateTo != null) ? List.copyOf(replicateTo) : List.of();
			Refused.unless(replicateTo.size() <= DESTINATIONS,
					"registry.replicateTo has %d regions, but ECR replicates to %d at most.", replicateTo.size(),
					DESTINATIONS);
			Refused.unless(
					dockerHubSecret == null || dockerHubSecret
						.matches("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:ecr-pullthroughcache/.+"),
					"registry.dockerHubSecret is '%s', but ECR takes only the ARN of a secret named ecr-pullthroughcache/….",
					dockerHubSecret);
		}

	}

	/**
	 * Of machines and images, as both say it.
	 */
	public enum Architecture {

		/** Intel and AMD. */
		@JsonProperty("amd64")
		AMD64,
		/** Graviton. */
		@JsonProperty("arm64")
		ARM64;

		/** As Kubernetes and images spell it. */
		public String label() {
			return (this == AMD64) ? "amd64" : "arm64";
		}

	}

}
