package dev.marea.lab.cli;

/**
 * What was asked for is right but could not be done. The message is a sentence for people
 * and says the cure or where the log is; the command prints it and exits with
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
