package dev.marea.lab.run;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.marea.lab.cli.Version;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The input of a run and its environment: {@code run.json}.
 *
 * @param id the run's name, unique on its machine
 * @param started when second 0 began
 * @param command the command line
 * @param url target of the load
 * @param scenario the scenario's name
 * @param shape the load's shape, as on the command line
 * @param slo the SLO of the run
 * @param service the service that is scaled and observed
 * @param capacity measured requests per second of one instance
 * @param hpa the HorizontalPodAutoscaler, as read from its file or the cluster
 * @param versions versions of its environment
 * @param notes notes that a reader needs to interpret the figures, as sentences
 * @param ignoreFirst seconds at the start that the summary leaves out; absent if none
 */
public record RunInfo(String id, Instant started, List<String> command, @Nullable String url, @Nullable String scenario,
		@Nullable String shape, Slo slo, @Nullable String service, @Nullable Double capacity, @Nullable JsonNode hpa,
		Versions versions, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes,
		@Nullable Double ignoreFirst) {

	private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

	@SuppressWarnings("ConstantValue") // a file without the field reads as null
	public RunInfo {
		command = (command != null) ? List.copyOf(command) : List.of();
		slo = (slo != null) ? slo : Slo.DEFAULT;
		notes = (notes != null) ? List.copyOf(notes) : List.of();
	}

	/**
	 * The id of a run.
	 * @param name its scenario or its kind, such as {@code watch}
	 */
	public static String newId(Instant started, String name) {
		return ID.format(started.atZone(ZoneId.systemDefault())) + "-" + name;
	}

	/** A run whose summary covers all of it. */
	public RunInfo(String id, Instant started, List<String> command, @Nullable String url, @Nullable String scenario,
			@Nullable String shape, Slo slo, @Nullable String service, @Nullable Double capacity,
			@Nullable JsonNode hpa, Versions versions, List<String> notes) {
		this(id, started, command, url, scenario, shape, slo, service, capacity, hpa, versions, notes, null);
	}

	/** The same run whose summary leaves out the first seconds. */
	public RunInfo withIgnoreFirst(@Nullable Double seconds) {
		return new RunInfo(this.id, this.started, this.command, this.url, this.scenario, this.shape, this.slo,
				this.service, this.capacity, this.hpa, this.versions, this.notes, seconds);
	}

	/** The first second that the summary covers. */
	public double summaryFrom() {
		return (this.ignoreFirst != null) ? this.ignoreFirst : 0;
	}

	/**
	 * The environment of a run.
	 *
	 * @param marea this lab's version
	 * @param java the JVM's
	 * @param os the operating system's name, version and architecture
	 * @param cores processors that the JVM may use
	 */
	public record Versions(String marea, String java, String os, int cores) {

		public static Versions current() {
			return new Versions(
					Version.marea(), Runtime.version().toString(), "%s %s %s".formatted(System.getProperty("os.name"),
							System.getProperty("os.version"), System.getProperty("os.arch")),
					Runtime.getRuntime().availableProcessors());
		}

	}

}
