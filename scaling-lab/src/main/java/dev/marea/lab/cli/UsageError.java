package dev.marea.lab.cli;

/**
 * The input is wrong. The message is one clear sentence; the command prints it as one
 * line and exits with {@link ExitCode#WRONG_INPUT}.
 */
public class UsageError extends RuntimeException {

	public UsageError(String message) {
		super(message);
	}

	public UsageError(String message, Throwable cause) {
		super(message, cause);
	}

}
