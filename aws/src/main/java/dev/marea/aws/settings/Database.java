package dev.marea.aws.settings;

import java.util.Map;

/**
 * PostgreSQL by RDS.
 *
 * @param instance its type, without {@code db.}
 * @param storageGib at first; it grows by itself up to five times that
 * @param standby whether a second zone has one that takes over
 * @param backupDays for which it can be brought back to any moment
 * @param rotationDays after which passwords change
 * @param keep whether it outlives its stack
 */
public record Database(String instance, int storageGib, boolean standby, int backupDays, int rotationDays,
		boolean keep) {

	/** Connections that each instance of a service keeps. */
	public static final int POOL = 10;

	/** For the administrator, rotation, and what RDS itself does. */
	private static final int OTHERS = 20;

	/** GiB by type: those that a shop of this size could want. */
	private static final Map<String, Integer> MEMORY = Map.ofEntries(Map.entry("t4g.micro", 1),
			Map.entry("t4g.small", 2), Map.entry("t4g.medium", 4), Map.entry("t4g.large", 8), Map.entry("m7g.large", 8),
			Map.entry("m7g.xlarge", 16), Map.entry("m7g.2xlarge", 32), Map.entry("r7g.large", 16),
			Map.entry("r7g.xlarge", 32), Map.entry("r7g.2xlarge", 64));

	public Database {
		Refused.unless(instance != null && MEMORY.containsKey(instance), "database.instance is '%s'; it is one of %s.",
				instance, String.join(", ", MEMORY.keySet().stream().sorted().toList()));
		Refused.unless(storageGib >= 20 && storageGib <= 13107,
				"database.storageGib is %d, but RDS has 20 to 65536 GiB (gp3), and it may grow to five times that.",
				storageGib);
		Refused.unless(backupDays >= 1 && backupDays <= 35,
				"database.backupDays is %d, but RDS keeps backups for 1 to 35 days.", backupDays);
		Refused.unless(rotationDays >= 14 && rotationDays <= 1000,
				"database.rotationDays is %d; it is 14 (each task is renewed weekly) to 1000 (Secrets Manager).",
				rotationDays);
	}

	/**
	 * Connections that are needed when both services have all their instances, and as
	 * many again while they are replaced.
	 */
	public int connections(int instances) {
		int wanted = 2 * POOL * instances + OTHERS;
		int most = most();
		Refused.unless(wanted <= most,
				"%d instances of catalog-service and order-service need %d connections (%d each, twice in a rollout, and %d others), but a db.%s has %d: lower their max, or take a bigger database.instance.",
				instances, wanted, POOL, OTHERS, this.instance, most);
		return wanted;
	}

	/** What RDS gives an instance of this memory by itself. */
	private int most() {
		return (int) Math.min(5000, MEMORY.get(this.instance) * (1L << 30) / 9531392);
	}

}
