package dev.marea.gateway.route;

import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.config.RouteProperties;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The parts of a configured route that the gateway itself uses. Spring Cloud Gateway
 * reads the same properties and does the routing.
 *
 * @param id name of the route
 * @param service name of the service behind it
 * @param paths patterns of its {@code Path} predicates; at least one
 * @param mapping arguments of its {@code MapPath} filter, if it has one
 * @param publicMethods HTTP methods that need no token
 * @param predicates all predicates, as they are configured
 * @param filters all filters, as they are configured
 */
public record Route(String id, String service, List<PathPattern> paths, @Nullable PathMapping mapping,
		Set<String> publicMethods, List<String> predicates, List<String> filters) {

	/**
	 * Key of the metadata with the methods that need no token, such as {@code GET,HEAD}.
	 */
	static final String PUBLIC = "public";

	private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

	private static final String HOST_IS_SERVICE = "the host of a request names its service";

	/** Filters that would do nothing, or harm, with the gateway's own exchange. */
	private static final Map<String, String> REFUSED_FILTERS = Map.of("retry",
			"the balancing client retries already, and knows what may be sent twice", "adaptCachedBody",
			"bodies are handed on unread", "preserveHost", HOST_IS_SERVICE, "preserveHostHeader", HOST_IS_SERVICE,
			"setRequestHostHeader", HOST_IS_SERVICE, "requestHeaderToRequestUri", "a caller could choose any service",
			"requestSize", "it does not count bodies without a Content-Length; marea.body.limits does");

	/**
	 * Path of the error dispatch for requests that failed before a route. It needs no
	 * token.
	 */
	private static final PathContainer ERROR = PathContainer.parsePath("/error");

	/**
	 * Reads a route.
	 * @throws InvalidRouteException if the gateway cannot secure or send its requests
	 */
	static Route of(String id, RouteProperties properties) {
		List<PathPattern> paths = new ArrayList<>();
		List<String> predicates = new ArrayList<>();
		properties.getPredicates().forEach((predicate) -> {
			predicates.add(text(predicate.getName(), predicate.getArgs()));
			if ("path".equalsIgnoreCase(predicate.getName())) {
				predicate.getArgs().values().forEach((patterns) -> addPaths(paths, id, patterns));
			}
		});
		if (paths.isEmpty()) {
			throw new InvalidRouteException(id,
					"it has no Path predicate, and security is by path; add one, such as Path=/api/orders/**");
		}
		PathMapping mapping = null;
		List<String> filters = new ArrayList<>();
		for (var filter : properties.getFilters()) {
			filters.add(text(filter.getName(), filter.getArgs()));
			String refused = REFUSED_FILTERS.get(uncapitalized(String.valueOf(filter.getName())));
			if (refused != null) {
				throw new InvalidRouteException(id,
						"the filter %s is not supported: %s".formatted(filter.getName(), refused));
			}
			if ("mapPath".equals(uncapitalized(String.valueOf(filter.getName())))) {
				mapping = mapping(id, filter.getArgs());
			}
		}
		return new Route(id, service(id, properties.getUri()), List.copyOf(paths), mapping,
				publicMethods(id, properties.getMetadata().get(PUBLIC)), List.copyOf(predicates), List.copyOf(filters));
	}

	/** Name of the service as problem details and the OpenAPI document write it. */
	public String title() {
		return title(this.service);
	}

	public static String title(String service) {
		return service.replaceFirst("-service$", "");
	}

	/** The service's address, as a route's {@code uri} names it. */
	public String uri() {
		return "http://" + this.service;
	}

	boolean matches(PathContainer path) {
		for (PathPattern pattern : this.paths) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

	boolean isPublic(String method) {
		return this.publicMethods.contains(method);
	}

	private static void addPaths(List<PathPattern> paths, String id, String patterns) {
		for (String pattern : patterns.split(",")) {
			String path = pattern.strip();
			try {
				// Adds a missing slash, as the predicate does.
				PathPattern parsed = PathPatternParser.defaultInstance.parse(path.startsWith("/") ? path : "/" + path);
				if (parsed.matches(ERROR)) {
					throw new InvalidRouteException(id,
							"the path '%s' includes /error, where the gateway answers requests that failed"
								.formatted(path));
				}
				paths.add(parsed);
			}
			catch (PatternParseException ex) {
				throw new InvalidRouteException(id, "'%s' is no path pattern: %s".formatted(path, ex.getMessage()));
			}
		}
	}

	private static String service(String id, @Nullable URI uri) {
		if (uri == null || !"http".equals(uri.getScheme()) || uri.getHost() == null
				|| !uri.toString().equals("http://" + uri.getHost())) {
			throw new InvalidRouteException(id,
					"its uri is '%s'; it must be http://NAME with the name of a discovered service, and no port or path"
						.formatted(uri));
		}
		return uri.getHost();
	}

	private static PathMapping mapping(String id, Map<String, String> arguments) {
		Iterator<String> inOrder = arguments.values().iterator();
		if (arguments.size() != 2) {
			throw new InvalidRouteException(id, "MapPath needs two paths such as '/api/orders, /orders'");
		}
		String first = inOrder.next();
		String second = inOrder.next();
		try {
			return new PathMapping(arguments.getOrDefault("published", first),
					arguments.getOrDefault("service", second));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRouteException(id, ex.getMessage());
		}
	}

	private static Set<String> publicMethods(String id, @Nullable Object metadata) {
		if (metadata == null) {
			return Set.of();
		}
		Set<String> methods = new TreeSet<>();
		// The binder represents a list as a map of its indexes.
		String names = (metadata instanceof Map<?, ?> list)
				? list.values().stream().map(String::valueOf).collect(Collectors.joining(",")) : metadata.toString();
		for (String name : names.split(",")) {
			String method = name.strip();
			if (!METHODS.contains(method)) {
				throw new InvalidRouteException(id,
						"metadata.public has '%s', which is no HTTP method; write it as GET,HEAD".formatted(method));
			}
			methods.add(method);
		}
		return methods;
	}

	private static String text(@Nullable String name, Map<String, String> arguments) {
		return arguments.isEmpty() ? String.valueOf(name) : name + "=" + String.join(", ", arguments.values());
	}

	private static String uncapitalized(String name) {
		return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
	}

}
