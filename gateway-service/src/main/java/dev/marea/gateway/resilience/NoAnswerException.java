package dev.marea.gateway.resilience;

/**
 * Tells the circuit breaker that no instance of the service answered. The breaker counts
 * these and no other failure; see {@code record-exceptions} in application.yaml. It never
 * reaches a caller.
 */
final class NoAnswerException extends RuntimeException {

	static final NoAnswerException INSTANCE = new NoAnswerException();

	private NoAnswerException() {
		super("No instance answered", null, false, false);
	}

}
