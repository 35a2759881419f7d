package dev.marea.lab.fleet;

import java.nio.file.Path;
import java.util.List;

import dev.marea.lab.cli.Home;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Place;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** This machine, where {@code ./marea up} runs a fleet. */
public final class LocalPlace implements Place {

	@Option(names = "--state", paramLabel = "DIR",
			description = "The state folder of the running ./marea up (default: .marea/state).")
	private @Nullable Path state;

	@Override
	public Observed watch(@Nullable String service) {
		RunningFleet fleet = RunningFleet.attach((this.state != null) ? this.state : Home.work().resolve("state"));
		try {
			String scaled = scaled(fleet.status(), service);
			return new Observed(scaled, fleet, null, () -> fleet.status().invariants(), List.of());
		}
		catch (RuntimeException ex) {
			fleet.close();
			throw ex;
		}
	}

	private static String scaled(FleetStatus status, @Nullable String service) {
		List<String> services = status.members().stream().map(FleetStatus.Member::service).distinct().sorted().toList();
		if (service == null) {
			if (status.scaled() == null) {
				throw new UsageError("nothing is scaled in " + status.name() + "; give --service NAME, one of "
						+ String.join(", ", services) + ".");
			}
			return status.scaled();
		}
		if (!services.contains(service)) {
			throw new UsageError(
					status.name() + " has no service '" + service + "'; it has " + String.join(", ", services) + ".");
		}
		return service;
	}

}
