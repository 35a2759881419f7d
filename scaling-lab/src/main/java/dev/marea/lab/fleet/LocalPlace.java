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
			String scaled = scaled(fleet.view(), service);
			return new Observed(scaled, fleet, null, () -> fleet.view().invariants(), List.of());
		}
		catch (RuntimeException ex) {
			fleet.close();
			throw ex;
		}
	}

	private static String scaled(FleetView view, @Nullable String service) {
		List<String> services = view.members().stream().map(FleetView.Member::service).distinct().sorted().toList();
		if (service == null) {
			if (view.scaled() == null) {
				throw new UsageError("nothing is scaled in " + view.name() + "; give --service NAME, one of "
						+ String.join(", ", services) + ".");
			}
			return view.scaled();
		}
		if (!services.contains(service)) {
			throw new UsageError(
					view.name() + " has no service '" + service + "'; it has " + String.join(", ", services) + ".");
		}
		return service;
	}

}
