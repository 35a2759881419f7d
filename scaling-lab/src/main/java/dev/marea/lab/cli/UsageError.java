package dev.marea.lab.cli;

import java.util.List;

/**
 * The input is wrong. The message is one clear sentence; the command prints it as one
 * line and exits with {@link ExitCode#WRONG_INPUT}.
 */
public class UsageError extends RuntimeException {

	private final List<String> messages;

	public UsageError(String message) {
		super(message);
		this.messages = List.of(message);
	}

	/** Several things are wrong; each gets a line of its own. */
	public UsageError(List<String> messages) {
		super(String.join("\n", messages));
		this.messages = List.copyOf(messages);
	}

	public UsageError(String message, Throwable cause) {
		super(message, cause);
		this.messages = List.of(message);
	}

	/** A clear sentence for each thing that is wrong. */
	public List<String> messages() {
		return this.messages;
	}

}
