package dev.marea.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.cli.Marea;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code ./marea run} as its own process, as a user starts it.
 */
public final class LabRun implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

	private final Process process;

	private final Path folder;

	private final File output;

	private LabRun(Process process, Path folder, File output) {
		this.process = process;
		this.folder = folder;
		this.output = output;
	}

	/**
	 * Starts one.
	 * @param folder the run's folder, which must not exist yet
	 * @param arguments those of {@code ./marea run}
	 */
	public static LabRun start(Path folder, String... arguments) throws IOException {
		Files.createDirectories(folder.toAbsolutePath().getParent());
		File output = new File(folder + ".out");
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-Dmarea.home=" + HOME, "-cp", System.getProperty("java.class.path"),
				Marea.class.getName(), "run", "--out", folder.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
		return new LabRun(process, folder, output);
	}

	/** Whether the run has counted requests. */
	public boolean isRecording() {
		assertThat(this.process.isAlive()).as(this::output).isTrue();
		return !seconds().isEmpty();
	}

	/** The lines of {@code seconds.jsonl} so far. */
	public List<JsonNode> seconds() {
		Path file = this.folder.resolve("seconds.jsonl");
		if (!Files.exists(file)) {
			return List.of();
		}
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.endsWith("}")).map(JSON::readTree).toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Ends its load, as Ctrl-C does. */
	public void end() {
		this.process.destroy();
	}

	/** Waits for its end and returns {@code summary.json}. */
	public JsonNode summary() throws IOException, InterruptedException {
		assertThat(this.process.waitFor(5, TimeUnit.MINUTES)).as(this::output).isTrue();
		Path summary = this.folder.resolve("summary.json");
		assertThat(summary).as(this::output).exists();
		return JSON.readTree(Files.readString(summary));
	}

	/** What it has printed. */
	public String output() {
		try {
			return Files.readString(this.output.toPath());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
