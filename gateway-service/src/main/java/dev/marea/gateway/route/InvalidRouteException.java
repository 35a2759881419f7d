package dev.marea.gateway.route;

/**
 * A route of the configuration cannot be used.
 */
class InvalidRouteException extends RuntimeException {

	InvalidRouteException(String id, String reason) {
		super("Route '%s' cannot be used: %s".formatted(id, reason));
	}

}
