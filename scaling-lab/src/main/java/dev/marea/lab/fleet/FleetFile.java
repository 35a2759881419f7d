package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.OptBoolean;
import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.InjectableValues;

/**
 * The description of a fleet, read from YAML. Paths are relative to the file; texts may
 * contain {@link Placeholders}.
 *
 * @param folder the file's folder
 * @param name the place's name for people
 * @param entry the service whose address users open
 * @param databases each with a role of the same name that owns it
 * @param keys names of the fleet's RSA key pairs
 * @param java options of every JVM
 * @param variants settings by name, service and variable; a command that names a setting
 * adds it to the environment
 * @param services in the order of starting; they stop in reverse order
 * @param training the training of AOT caches
 * @param demo what {@code ./marea demo} shows
 */
public record FleetFile(@JacksonInject(value = "folder", useInput = OptBoolean.FALSE) Path folder, String name,
		String entry, List<String> databases, List<String> keys, List<String> java,
		Map<String, Map<String, Map<String, String>>> variants, Map<String, ServiceSpec> services,
		@Nullable TrainingSpec training, @Nullable DemoSpec demo) {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

	public FleetFile {
		databases = (databases != null) ? List.copyOf(databases) : List.of();
		keys = (keys != null) ? List.copyOf(keys) : List.of();
		java = (java != null) ? List.copyOf(java) : List.of();
		variants = (variants != null) ? variants : Map.of();
		services = (services != null) ? services : Map.of();
	}

	/**
	 * Reads and checks the file.
	 * @throws UsageError with one sentence: what is wrong, and where
	 */
	public static FleetFile read(Path file) {
		if (!Files.isRegularFile(file)) {
			throw new UsageError("there is no fleet file " + file + ".");
		}
		Path folder = file.toAbsolutePath().normalize().getParent();
		try {
			FleetFile fleet = StrictYaml.read(Files.readString(file), file.toString(), FleetFile.class,
					new InjectableValues.Std().addValue("folder", folder));
			new FleetFileCheck(file.toString(), fleet).run();
			return fleet;
		}
		catch (IOException ex) {
			throw new UsageError(file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	/** The same with more time for every service to start and to stop. */
	FleetFile withPatience(Duration readyWithin, Duration grace) {
		Map<String, ServiceSpec> patient = new LinkedHashMap<>();
		this.services.forEach((name, spec) -> patient.put(name, spec.withPatience(readyWithin, grace)));
		return new FleetFile(this.folder, this.name, this.entry, this.databases, this.keys, this.java, this.variants,
				patient, this.training, this.demo);
	}

	/** The service that is scaled, if one is. */
	@JsonIgnore
	public Optional<String> scaled() {
		return this.services.entrySet()
			.stream()
			.filter((service) -> service.getValue().scale() != null)
			.map(Map.Entry::getKey)
			.findFirst();
	}

	public ServiceSpec service(String service) {
		ServiceSpec spec = this.services.get(service);
		if (spec == null) {
			throw new IllegalArgumentException("no service " + service);
		}
		return spec;
	}

	public Path resolve(String path) {
		return this.folder.resolve(path).normalize();
	}

	static boolean isName(String name) {
		return NAME.matcher(name).matches();
	}

}
