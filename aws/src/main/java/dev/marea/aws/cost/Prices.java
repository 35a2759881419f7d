package dev.marea.aws.cost;

import java.util.Map;

/**
 * List prices of us-east-1 in US dollars, rounded; other regions cost up to a third more,
 * by experience. docs/aws.md says where each was read, of what date, and which were not
 * found.
 *
 * @see <a href="https://calculator.aws">What it costs where, today</a>
 */
final class Prices {

	/** By vCPU and hour. */
	static final double FARGATE_CORE = 0.0405;

	/** By GiB and hour. */
	static final double FARGATE_GIB = 0.0044;

	/** By hour: two cores, 8 GiB. */
	static final double INSTANCE = 0.1;

	/** What Auto Mode adds to an instance: about an eighth. */
	static final double AUTO_MODE = 1.12;

	/** By hour. */
	static final double CONTROL_PLANE = 0.1;

	/** By hour and public IPv4 address, of which what is public has one in each zone. */
	static final double ADDRESS = 0.005;

	/** By hour, and a capacity unit. */
	static final double LOAD_BALANCER = 0.0225 + 0.008;

	/** By hour and zone. */
	static final double ENDPOINT = 0.01;

	/** By hour, without its traffic. */
	static final double NAT = 0.045;

	/** By GiB and month, gp3 of EC2. */
	static final double VOLUME = 0.08;

	/** By GiB and month, gp3 of RDS. */
	static final double STORAGE = 0.115;

	/** By month. */
	static final double KEY = 1;

	/** By month. */
	static final double SECRET = 0.4;

	/** About 30 metrics of Container Insights and 12 alarms. */
	static final double OBSERVABILITY = 10;

	/** By hour. */
	static final Map<String, Double> DATABASE = Map.of("t4g.micro", 0.016, "t4g.small", 0.032, "t4g.medium", 0.065,
			"t4g.large", 0.129, "m7g.large", 0.168, "m7g.xlarge", 0.337, "m7g.2xlarge", 0.674, "r7g.large", 0.239,
			"r7g.xlarge", 0.478, "r7g.2xlarge", 0.956);

	private Prices() {
	}

}
