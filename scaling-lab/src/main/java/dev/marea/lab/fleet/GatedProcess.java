package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marea.lab.cli.Failure;

/** A process that cannot outlive the lab. */
final class GatedProcess {

	/**
	 * Ignores the terminal's Ctrl-C and hang-up, because the lab stops its processes in
	 * order. The program starts only after it has read a line: the reaper knows its
	 * process id by then. If the lab dies before, the program never starts.
	 */
	private static final String GATE = "trap '' INT HUP; read -r go && exec \"$@\" </dev/null";

	private GatedProcess() {
	}

	/**
	 * Starts it.
	 * @param name its name
	 * @param builder its program, whose input and output are replaced
	 * @param log where its output is appended
	 */
	static Process start(String name, ProcessBuilder builder, Path log, Reaper reaper) {
		List<String> command = new ArrayList<>(List.of("sh", "-c", GATE, name));
		command.addAll(builder.command());
		builder.command(command)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
		try {
			Process process = builder.start();
			reaper.add(process.pid());
			process.onExit().thenRun(() -> reaper.gone(process.pid()));
			try (OutputStream gate = process.getOutputStream()) {
				gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
			}
			return process;
		}
		catch (IOException ex) {
			throw new Failure(name + " cannot be started: " + ex.getMessage(), ex);
		}
	}

}
