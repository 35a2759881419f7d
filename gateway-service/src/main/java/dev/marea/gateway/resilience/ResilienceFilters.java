package dev.marea.gateway.resilience;

import org.springframework.cloud.gateway.server.mvc.common.Shortcut;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The filters {@code Bulkhead} and {@code Breaker} of routes. Public because Spring Cloud
 * Gateway calls it by reflection.
 * <p>
 * Routes that name the same bulkhead or breaker share it.
 */
public final class ResilienceFilters {

	private ResilienceFilters() {
	}

	/**
	 * Refuses requests that exceed the bulkhead with 503 {@code overloaded}. Its size is
	 * {@code resilience4j.bulkhead.instances.<name>.max-concurrent-calls}, by default
	 * three quarters of {@code marea.capacity.concurrency}. All routes with a bulkhead
	 * share the bulkhead {@code routes}, by default seven eighths.
	 * @param name name of the bulkhead
	 */
	@Shortcut
	public static HandlerFilterFunction<ServerResponse, ServerResponse> bulkhead(String name) {
		return new RouteBulkhead(name);
	}

	/**
	 * Refuses requests while the circuit breaker is open with 503
	 * {@code <name>-unavailable}. Its settings are
	 * {@code resilience4j.circuitbreaker.instances.<name>}, else
	 * {@code resilience4j.circuitbreaker.configs.default}.
	 * @param name name of the circuit breaker
	 */
	@Shortcut
	public static HandlerFilterFunction<ServerResponse, ServerResponse> breaker(String name) {
		return new RouteBreaker(name);
	}

	/** Registers the filters with Spring Cloud Gateway. */
	static final class ResilienceSupplier extends SimpleFilterSupplier {

		ResilienceSupplier() {
			super(ResilienceFilters.class);
		}

	}

}
