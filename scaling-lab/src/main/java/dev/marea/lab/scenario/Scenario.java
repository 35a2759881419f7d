package dev.marea.lab.scenario;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.marea.lab.cli.UsageError;

/**
 * The requests of a load, and their weights. {@code docs/scaling.md} describes the
 * format.
 */
public final class Scenario {

	private final String name;

	private final List<RequestPlan> setup;

	private final List<RequestPlan> requests;

	Scenario(String name, List<RequestPlan> setup, List<RequestPlan> requests) {
		this.name = name;
		this.setup = List.copyOf(setup);
		this.requests = List.copyOf(requests);
	}

	/**
	 * Reads a scenario file.
	 * @throws UsageError with what is wrong with it
	 */
	public static Scenario read(Path file) {
		String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
		try {
			return new ScenarioReader(name, file.toString()).read(Files.readString(file));
		}
		catch (CharacterCodingException ex) {
			throw new UsageError("The scenario " + file + " cannot be read: it is not UTF-8 text.", ex);
		}
		catch (AccessDeniedException ex) {
			throw new UsageError("The scenario " + file + " may not be read by this user.", ex);
		}
		catch (IOException ex) {
			throw new UsageError("The scenario " + file + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	/** Reads a scenario from the text of its file. */
	public static Scenario parse(String name, String text) {
		return new ScenarioReader(name, name).read(text);
	}

	/**
	 * Finds a scenario by its name in a folder, or by its file's path.
	 * @throws UsageError if there is no such scenario, with the names of the existing
	 * ones
	 */
	public static Scenario find(String nameOrFile, Path folder) {
		Path file = Path.of(nameOrFile);
		if (nameOrFile.matches("[\\w-]+")) {
			Path named = folder.resolve(nameOrFile + ".yaml");
			if (Files.exists(named)) {
				return read(named);
			}
		}
		if (!Files.isRegularFile(file)) {
			throw new UsageError("There is no scenario '" + nameOrFile + "'; give a file or one of "
					+ String.join(", ", names(folder)) + ".");
		}
		return read(file);
	}

	/**
	 * A scenario of one request: GET of a path.
	 * @param path path and query, percent-encoded
	 */
	public static Scenario get(String path) {
		String name = "GET " + path.replaceFirst("\\?.*", "");
		return new Scenario("url", List.of(), List.of(RequestPlan.plain(name, "GET", path, Map.of())));
	}

	/** The same with headers for every request that does not set them itself. */
	public Scenario withHeaders(Headers headers) {
		return new Scenario(this.name, this.setup.stream().map((plan) -> plan.withHeaders(headers)).toList(),
				this.requests.stream().map((plan) -> plan.withHeaders(headers)).toList());
	}

	private static List<String> names(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".yaml"))
				.map((name) -> name.substring(0, name.length() - 5))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			return List.of("those in " + folder);
		}
	}

	public String name() {
		return this.name;
	}

	/** The requests' names. */
	public List<String> requestNames() {
		return this.requests.stream().map(RequestPlan::name).toList();
	}

	List<RequestPlan> setup() {
		return this.setup;
	}

	List<RequestPlan> requests() {
		return this.requests;
	}

}
