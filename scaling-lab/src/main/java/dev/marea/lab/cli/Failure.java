package dev.marea.lab.cli;

/**
 * The input was right, but the lab could not do it. The message is one sentence with the
 * remedy or the path of the log. The command prints it and exits with
 * {@link ExitCode#FAILED}.
 */
public class Failure extends RuntimeException {

	public Failure(String message) {
		super(message);
	}

	public Failure(String message, Throwable cause) {
		super(message, cause);
	}

}
