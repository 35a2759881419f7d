package dev.marea.lab.local;

/**
 * What was measured of a machine and of a fleet on it.
 *
 * @param cores processors that the lab may use
 * @param others how many of them processes used that are not the fleet's, its database's
 * or the lab's
 * @param perRequest seconds of CPU time that a request takes over all processes of the
 * run
 * @param capacity requests per second that one instance serves
 * @param start seconds that an instance takes from its process' start until it is ready
 * @param startCpu seconds of CPU time in these
 */
record Costs(int cores, double others, double perRequest, double capacity, double start, double startCpu) {

	/** A machine shares its cores fairly: others leave at least this much of them. */
	private static final double LEAST_SHARE = 0.5;

	/** From this share of the cores on, others are in the way. */
	private static final double OTHERS = 0.2;

	/** Whether other processes take a good part of the cores. */
	boolean shared() {
		return this.others >= OTHERS * this.cores;
	}

	/** Cores that the run can count on. */
	double usable() {
		return Math.max(this.cores * LEAST_SHARE, this.cores - this.others);
	}

	/** Cores that a starting instance uses. */
	double startCores() {
		return Math.min(this.cores, this.startCpu / this.start);
	}

	/** Share of the usable cores that a load takes while one instance starts. */
	double busy(double perSecond) {
		return (perSecond * this.perRequest + startCores()) / usable();
	}

	/**
	 * Highest load that keeps to a share of the usable cores while one instance starts.
	 */
	double affordable(double busy) {
		return (busy * usable() - startCores()) / this.perRequest;
	}

}
