package dev.marea.aws;

import java.nio.file.Path;

/**
 * Settings other than the defaults, that all tests share and {@code aws/check} checks
 * too.
 */
final class Variants {

	/** Tasks on instances of EC2, on Graviton and partly on Spot. */
	static final Templates EC2 = Templates.of(Path.of("ci/ec2.yaml"));

	/** All that is off by default. */
	static final Templates RICH = Templates.of(Path.of("ci/rich.yaml"));

	private Variants() {
	}

}
