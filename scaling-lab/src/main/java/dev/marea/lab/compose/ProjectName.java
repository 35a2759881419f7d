package dev.marea.lab.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The name of the project that {@code docker compose} would use in a folder.
 */
final class ProjectName {

	/** The files that compose looks for, in its order. */
	private static final List<String> FILES = List.of("compose.yaml", "compose.yml", "docker-compose.yml",
			"docker-compose.yaml");

	private ProjectName() {
	}

	/**
	 * {@code COMPOSE_PROJECT_NAME}, else the name that the compose file gives, else its
	 * folder's.
	 * @param folders where the file is looked for, each also in the folders above it
	 * @throws UsageError if no source names the project
	 */
	static String find(Map<String, String> environment, List<Path> folders) {
		String given = environment.getOrDefault("COMPOSE_PROJECT_NAME", "");
		if (!given.isBlank()) {
			return given.strip();
		}
		return folders.stream()
			.map(ProjectName::file)
			.flatMap(Optional::stream)
			.findFirst()
			.map(ProjectName::of)
			.orElseThrow(() -> new UsageError("there is no compose file here; give --project NAME."));
	}

	private static Optional<Path> file(Path from) {
		for (Path folder = from.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
			for (String name : FILES) {
				if (Files.isRegularFile(folder.resolve(name))) {
					return Optional.of(folder.resolve(name));
				}
			}
		}
		return Optional.empty();
	}

	private static String of(Path file) {
		String name = name(file);
		if (name == null) {
			return file.getParent()
				.getFileName()
				.toString()
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^a-z0-9_-]", "")
				.replaceFirst("^[_-]+", "");
		}
		if (name.contains("$")) {
			throw new UsageError("the name in " + file + " has variables; give --project NAME.");
		}
		return name;
	}

	private static @Nullable String name(Path file) {
		try {
			JsonNode name = new YAMLMapper().readTree(Files.readString(file)).path("name");
			return name.isString() ? name.asString() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (JacksonException ex) {
			throw new UsageError(file + " is not valid YAML; give --project NAME.", ex);
		}
	}

}
