package dev.marea.gateway.route;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports an invalid route with a sentence instead of a stack trace.
 */
class InvalidRouteFailureAnalyzer extends AbstractFailureAnalyzer<InvalidRouteException> {

	/** Advice for every invalid route. */
	static final String ACTION = "Change it in spring.cloud.gateway.server.webmvc.routes (or routes-map);"
			+ " docs/gateway.md has examples.";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidRouteException cause) {
		return new FailureAnalysis(cause.getMessage(), ACTION, cause);
	}

}
