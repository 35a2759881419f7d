package dev.marea.lab.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Starts the processes of a fleet. */
final class Launcher {

	private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

	private final FleetFile fleet;

	private final StateFolder state;

	private volatile Placeholders placeholders;

	private final Reaper reaper;

	private final Map<String, Map<String, String>> variant;

	private final Map<String, List<String>> options;

	/**
	 * @param variant settings by service, which are added to its environment
	 * @param options additional JVM options by service, such as its AOT cache
	 */
	Launcher(FleetFile fleet, StateFolder state, Placeholders placeholders, Reaper reaper,
			Map<String, Map<String, String>> variant, Map<String, List<String>> options) {
		this.fleet = fleet;
		this.state = state;
		this.placeholders = placeholders;
		this.reaper = reaper;
		this.variant = variant;
		this.options = options;
	}

	static Path java() {
		return JAVA;
	}

	/** Additional values, for instances that start from now on. */
	void values(Map<String, String> values) {
		this.placeholders = this.placeholders.with(values);
	}

	/** The service's texts, filled in with the values of an instance. */
	Placeholders placeholders(String service, String instance, int port, int management) {
		return this.placeholders.with(Map.of("service", service, "instance", instance, "port", String.valueOf(port),
				"management", String.valueOf(management)));
	}

	Path log(String instance) {
		return this.state.log(instance);
	}

	Process start(String service, String instance, int port, int management) {
		Placeholders filled = placeholders(service, instance, port, management);
		ProcessBuilder builder = new ProcessBuilder(command(service, filled));
		builder.directory(this.fleet.folder().toFile());
		this.fleet.service(service).env().forEach((name, value) -> builder.environment().put(name, filled.fill(value)));
		this.variant.getOrDefault(service, Map.of())
			.forEach((name, value) -> builder.environment().put(name, filled.fill(value)));
		return GatedProcess.start(instance, builder, log(instance), this.reaper);
	}

	private List<String> command(String service, Placeholders filled) {
		ServiceSpec spec = this.fleet.service(service);
		List<String> raw = new ArrayList<>();
		@Nullable String jar = spec.jar();
		if (jar == null) {
			raw.addAll((spec.command() != null) ? spec.command() : List.of());
			return raw.stream().map(filled::fill).toList();
		}
		raw.add(JAVA.toString());
		raw.addAll(this.fleet.java());
		raw.addAll(spec.java());
		raw.addAll(this.options.getOrDefault(service, List.of()));
		raw.addAll(List.of("-jar", this.fleet.resolve(jar).toString()));
		return raw.stream().map(filled::fill).toList();
	}

}
