package dev.marea.gateway.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.config.RouteProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * All routes of the configuration, in the order in which Spring Cloud Gateway tries them.
 */
@Component
public class Routes {

	private final Environment environment;

	private volatile List<Route> all;

	/**
	 * Reads the routes.
	 * @throws InvalidRouteException if one of them cannot be used
	 */
	Routes(Environment environment) {
		this.environment = environment;
		this.all = read();
	}

	/**
	 * Reads the routes again before Spring Cloud's refresh reloads its own: a route that
	 * is unknown here would need no token.
	 */
	@EventListener(EnvironmentChangeEvent.class)
	void refresh() {
		this.all = read();
	}

	public List<Route> all() {
		return this.all;
	}

	/** Names of all services behind the routes. */
	public List<String> services() {
		return this.all.stream().map(Route::service).distinct().toList();
	}

	/**
	 * Whether a request needs a token. If the path matches several routes, all of them
	 * must be public, because another predicate may select any of them.
	 */
	public boolean needToken(HttpServletRequest request) {
		List<Route> routes = this.all;
		PathContainer path = RequestPath.parse(request.getRequestURI(), request.getContextPath())
			.pathWithinApplication();
		for (Route route : routes) {
			if (!route.isPublic(request.getMethod()) && route.matches(path)) {
				return true;
			}
		}
		return false;
	}

	/** Binds the routes like Spring Cloud Gateway: the list first, then the map. */
	private List<Route> read() {
		GatewayMvcProperties properties = Binder.get(this.environment)
			.bindOrCreate(GatewayMvcProperties.PREFIX, GatewayMvcProperties.class);
		Map<String, Route> routes = new LinkedHashMap<>();
		properties.getRoutes().forEach((route) -> add(routes, String.valueOf(route.getId()), route));
		properties.getRoutesMap()
			.forEach((key, route) -> add(routes, StringUtils.hasText(route.getId()) ? route.getId() : key, route));
		return List.copyOf(routes.values());
	}

	private static void add(Map<String, Route> routes, String id, RouteProperties properties) {
		if (routes.put(id, Route.of(id, properties)) != null) {
			throw new InvalidRouteException(id, "another route has the same id");
		}
	}

}
