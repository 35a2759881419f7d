package dev.marea.lab.compose;

import java.util.Map;
import java.util.Objects;

import com.github.dockerjava.api.model.ContainerConfig;

/** The stop signal of a container. */
final class StopSignal {

	private static final String SIGTERM = "15";

	/** Those that images use; the numbers are Linux's. */
	private static final Map<String, String> NUMBERS = Map.of("HUP", "1", "INT", "2", "QUIT", "3", "KILL", "9", "USR1",
			"10", "USR2", "12", "TERM", SIGTERM, "WINCH", "28", "RTMIN+3", "37");

	private StopSignal() {
	}

	/** Its number, as Docker's events give it. */
	static String number(ContainerConfig config) {
		// docker-java has no accessor for it
		String name = Objects.toString(config.getRawValues().get("StopSignal"), SIGTERM);
		return name.matches("\\d+") ? name : NUMBERS.getOrDefault(name.replaceFirst("^SIG", ""), SIGTERM);
	}

}
