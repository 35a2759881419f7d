package dev.marea.gateway.route;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports with a sentence that a route names an unknown filter or predicate, or gives it
 * the wrong number of arguments.
 */
class UnknownPartFailureAnalyzer extends AbstractFailureAnalyzer<IllegalArgumentException> {

	/** How Spring Cloud Gateway's message begins. */
	private static final String UNKNOWN = "Unable to find operation";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalArgumentException cause) {
		String message = cause.getMessage();
		int name = (message != null && message.startsWith(UNKNOWN)) ? message.indexOf(" for ") : -1;
		if (message == null || name < 0) {
			return null;
		}
		return new FailureAnalysis(
				"A route cannot be used: it has a filter or predicate that does not exist with these arguments: "
						+ message.substring(name + " for ".length()),
				InvalidRouteFailureAnalyzer.ACTION, cause);
	}

}
