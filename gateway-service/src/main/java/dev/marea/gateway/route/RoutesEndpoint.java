package dev.marea.gateway.route;

import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Lists the routes: Spring Cloud Gateway has such an endpoint for WebFlux only. The
 * arguments of filters may be secrets, so they are shown as
 * {@code management.endpoint.routes.show-values} says: {@code NEVER}, or {@code ALWAYS}.
 */
@Component
@Endpoint(id = "routes")
class RoutesEndpoint {

	private static final String MASK = "******";

	private final Routes routes;

	private final boolean showsValues;

	RoutesEndpoint(Routes routes, @Value("${management.endpoint.routes.show-values:NEVER}") Show showValues) {
		this.routes = routes;
		this.showsValues = showValues.isShown(SecurityContext.NONE, List.of());
	}

	@ReadOperation
	RouteList routes() {
		return new RouteList(this.routes.all()
			.stream()
			.map((route) -> new RouteEntry(route.id(), route.uri(), route.predicates(),
					route.filters().stream().map(this::shown).toList(), route.publicMethods()))
			.toList());
	}

	private String shown(String filter) {
		int arguments = filter.indexOf('=');
		return (this.showsValues || arguments < 0) ? filter : filter.substring(0, arguments + 1) + MASK;
	}

	/**
	 * All routes, in the order in which they are tried.
	 */
	record RouteList(List<RouteEntry> routes) implements OperationResponseBody {
	}

	/**
	 * A route of the list.
	 *
	 * @param id name of the route
	 * @param uri service behind it
	 * @param predicates conditions that a request must meet
	 * @param filters changes to requests and answers; their arguments may be masked
	 * @param publicMethods HTTP methods that need no token
	 */
	record RouteEntry(String id, String uri, List<String> predicates, List<String> filters, Set<String> publicMethods) {
	}

}
