package dev.marea.lab.place;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import dev.marea.lab.cli.Deadline;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.compose.ComposePlace;
import dev.marea.lab.fleet.LocalPlace;
import dev.marea.lab.kubernetes.KubernetesPlace;
import dev.marea.lab.observe.Invariants;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.Place;
import dev.marea.lab.run.Quantities;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The options of the observed place. Each place has its own group of options, which is
 * allowed only with that place.
 */
public final class PlaceOptions {

	@Option(names = "--on", paramLabel = "PLACE",
			description = "Place whose instances are observed: ${COMPLETION-CANDIDATES}.")
	private @Nullable On on;

	@Option(names = "--service", paramLabel = "NAME", description = "The scaled service, if the place has several.")
	private @Nullable String service;

	@Option(names = "--capacity", paramLabel = "RATE",
			description = "Measured capacity of one instance, for example 80/s; without it, need and its measures are absent.")
	private @Nullable String capacity;

	@Option(names = "--invariants", paramLabel = "URL",
			description = "Address of invariants, asked after the run; exit code 1 if one is broken. Repeatable.")
	private List<String> invariants = new ArrayList<>();

	@ArgGroup(exclusive = false, heading = "%nWith --on local:%n")
	private @Nullable LocalPlace local;

	@ArgGroup(exclusive = false, heading = "%nWith --on compose:%n")
	private @Nullable ComposePlace compose;

	@ArgGroup(exclusive = false, heading = "%nWith --on kubernetes:%n")
	private @Nullable KubernetesPlace kubernetes;

	/** Starts to watch; absent without a place. */
	public @Nullable Observed watch() {
		rejectOptionsOfOtherPlaces();
		if (this.on == null) {
			if (this.service != null) {
				throw new UsageError("--service is given without --on.");
			}
			return null;
		}
		Place place = switch (this.on) {
			case LOCAL -> Objects.requireNonNullElseGet(this.local, LocalPlace::new);
			case COMPOSE -> Objects.requireNonNullElseGet(this.compose, ComposePlace::new);
			case KUBERNETES -> Objects.requireNonNullElseGet(this.kubernetes, KubernetesPlace::new);
		};
		return place.watch(this.service);
	}

	/**
	 * The same, but retries while the place does not answer, for example a cluster that
	 * is still busy with an installation.
	 */
	public @Nullable Observed watch(Deadline deadline) throws InterruptedException {
		return deadline.retry(this::watch, () -> false);
	}

	private void rejectOptionsOfOtherPlaces() {
		refuse(this.local, On.LOCAL);
		refuse(this.compose, On.COMPOSE);
		refuse(this.kubernetes, On.KUBERNETES);
	}

	private void refuse(@Nullable Place given, On owner) {
		if (given != null && this.on != owner) {
			throw new UsageError("options of --on " + owner + " are given without it.");
		}
	}

	/** Capacity of one instance in requests per second; absent without the option. */
	public @Nullable Double capacity() {
		if (this.capacity == null) {
			return null;
		}
		double perSecond = Quantities.perSecond(this.capacity, "--capacity");
		if (perSecond <= 0) {
			throw new UsageError("--capacity must be more than 0.");
		}
		return perSecond;
	}

	/**
	 * The sources of invariants: the given addresses, otherwise those of the place;
	 * absent if there are none.
	 */
	public Invariants.@Nullable Source invariants(@Nullable Observed observed) {
		if (this.invariants.isEmpty()) {
			return (observed != null) ? observed.invariants() : null;
		}
		List<Invariants.Endpoint> endpoints = this.invariants.stream().map(PlaceOptions::endpoint).toList();
		return () -> Invariants.ask(endpoints);
	}

	private static Invariants.Endpoint endpoint(String url) {
		try {
			URI uri = URI.create(url.strip());
			if (uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65_535
					&& ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
				return new Invariants.Endpoint(uri.getAuthority(), uri.toString(), uri);
			}
		}
		catch (IllegalArgumentException ex) {
			// said below
		}
		throw new UsageError("--invariants '" + url + "' is no URL such as http://127.0.0.1:9081/actuator/invariants.");
	}

	/** The places that can be observed. */
	enum On {

		LOCAL, COMPOSE, KUBERNETES;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
