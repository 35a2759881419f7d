package dev.marea.lab.local;

/**
 * The measured costs of a fleet on this machine.
 *
 * @param cores processors that the lab may use
 * @param others cores that other processes use than the fleet, its database and the lab
 * @param perRequest CPU seconds of a request, over all processes of the run
 * @param capacity capacity of one instance, in requests per second
 * @param start seconds from the start of an instance's process until it is ready
 * @param startCpu CPU seconds of a start
 */
record Costs(int cores, double others, double perRequest, double capacity, double start, double startCpu) {

	/**
	 * Least usable share of the cores: the scheduler shares them fairly with other
	 * processes.
	 */
	private static final double LEAST_SHARE = 0.5;

	/** Share of the cores from which on other processes disturb the demo. */
	private static final double OTHERS = 0.2;

	/** Whether other processes use a large part of the cores. */
	boolean shared() {
		return this.others >= OTHERS * this.cores;
	}

	/** Usable cores. */
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
	 * Highest load that uses at most a share of the usable cores while one instance
	 * starts.
	 */
	double affordable(double busy) {
		return (busy * usable() - startCores()) / this.perRequest;
	}

}
