package dev.marea.gateway.route;

import java.util.List;
import java.util.Set;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Lists the routes: Spring Cloud Gateway has such an endpoint for WebFlux only.
 */
@Component
@Endpoint(id = "routes")
class RoutesEndpoint {

	private final Routes routes;

	RoutesEndpoint(Routes routes) {
		this.routes = routes;
	}

	@ReadOperation
	RouteList routes() {
		return new RouteList(this.routes.all()
			.stream()
			.map((route) -> new RouteEntry(route.id(), route.uri(), route.predicates(), route.filters(),
					route.publicMethods()))
			.toList());
	}

	/**
	 * All routes, in the order in which they are tried.
	 */
	record RouteList(List<RouteEntry> routes) implements OperationResponseBody {
	}

	/**
	 * One of them.
	 *
	 * @param id name of the route
	 * @param uri service behind it
	 * @param predicates what a request must be like
	 * @param filters what is changed in requests and answers
	 * @param publicMethods HTTP methods that need no token
	 */
	record RouteEntry(String id, String uri, List<String> predicates, List<String> filters, Set<String> publicMethods) {
	}

}
