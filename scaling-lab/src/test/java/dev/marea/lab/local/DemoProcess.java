package dev.marea.lab.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.marea.lab.cli.Marea;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A demo as a process of its own, in a folder of its own. Several can run at once.
 */
final class DemoProcess implements AutoCloseable {

	/** Much more than any demo of stubs takes. */
	static final Duration SOON = Duration.ofMinutes(8);

	private final Path folder;

	private final Process process;

	private DemoProcess(Path folder, Process process) {
		this.folder = folder;
		this.process = process;
	}

	/**
	 * Starts one.
	 * @param folder of its fleet
	 * @param before a command that runs it; empty if none
	 * @param fleet the fleet file
	 * @param more options of the demo
	 */
	static DemoProcess start(Path folder, List<String> before, Path fleet, String... more) throws IOException {
		List<String> command = Stream
			.of(before.stream(),
					Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
							"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dmarea.home=" + folder,
							"-cp", System.getProperty("java.class.path"), Marea.class.getName(), "demo", "--fleet",
							fleet.toString(), "--out", folder.resolve("run").toString()),
					Stream.of(more))
			.flatMap((part) -> part)
			.toList();
		return new DemoProcess(folder,
				new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(folder.resolve("demo.out").toFile())
					.start());
	}

	/** Waits for the end. */
	int exitCode() throws InterruptedException {
		assertThat(this.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as("the demo ends").isTrue();
		return this.process.exitValue();
	}

	/** Whether it ends in time. */
	boolean endsWithin(Duration time) throws InterruptedException {
		return this.process.waitFor(time.toSeconds(), TimeUnit.SECONDS);
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void interrupt() throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-INT", String.valueOf(this.process.pid())).start().waitFor();
	}

	List<ProcessHandle> children() {
		return this.process.descendants().toList();
	}

	/** The run's folder. */
	Path out() {
		return this.folder.resolve("run");
	}

	Run run() {
		return RunFolder.read(out());
	}

	/** All that it printed. */
	String said() throws IOException {
		return Files.readString(this.folder.resolve("demo.out"));
	}

	void assertNothingIsLeft() {
		String fleet = "-Dfleet=" + this.folder;
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
				.filter((process) -> process.info().commandLine().orElse("").contains(fleet))).isEmpty());
		assertThat(this.folder.resolve(".marea").resolve("demo").resolve("fleet.json")).doesNotExist();
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

}
