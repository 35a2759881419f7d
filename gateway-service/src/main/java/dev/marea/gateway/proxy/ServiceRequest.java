package dev.marea.gateway.proxy;

import java.net.URI;
import java.util.Collection;
import java.util.List;

import dev.marea.gateway.route.PathMapping;
import dev.marea.service.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A request to a service. Its target is the caller's text, because a {@link URI} rejects
 * a malformed escape in a query and drops an empty query.
 *
 * @param serverRequest the request as the route's filters left it
 * @param service name of the service
 * @param target path and query in the service
 */
record ServiceRequest(ServerRequest serverRequest, String service, String target) implements ProxyExchange.Request {

	static ServiceRequest of(ServerRequest request) {
		if (!(request.attributes().get(MvcUtils.GATEWAY_REQUEST_URL_ATTR) instanceof URI uri)) {
			throw new IllegalStateException("No route was chosen");
		}
		return new ServiceRequest(request, uri.getHost(), target(request));
	}

	private static String target(ServerRequest request) {
		HttpServletRequest received = request.servletRequest();
		String path = received.getRequestURI();
		String query = received.getQueryString();
		// A filter that changes the request passes another object on.
		if (received.getAttribute(RouterFunctions.REQUEST_ATTRIBUTE) instanceof ServerRequest original
				&& request != original) {
			if (!request.uri().equals(original.uri())) {
				path = request.uri().getRawPath();
				query = request.uri().getRawQuery();
			}
			if (!request.params().equals(original.params())) {
				query = query(request.params());
			}
		}
		String mapped = mapped(request, path);
		return (query != null) ? mapped + "?" + query : mapped;
	}

	/** AddRequestParameter changes the parameters, and not the URI. */
	private static @Nullable String query(MultiValueMap<String, String> parameters) {
		return UriComponentsBuilder.newInstance()
			.queryParams(MvcUtils.encodeQueryParams(parameters))
			.build(true)
			.getQuery();
	}

	private static String mapped(ServerRequest request, String path) {
		if (!(request.attributes().get(PathMapping.ATTRIBUTE) instanceof PathMapping mapping)) {
			return path;
		}
		String mapped = mapping.toServicePath(path);
		if (mapped == null) {
			// Routes match decoded paths, so this one has escapes in its prefix.
			throw new ProblemException(HttpStatus.BAD_REQUEST, "invalid-request",
					"The path is %s, written without escapes.".formatted(mapping.published()));
		}
		return mapped;
	}

	@Override
	public HttpMethod getMethod() {
		return this.serverRequest.method();
	}

	@Override
	public URI getUri() {
		return URI.create("http://" + this.service + this.target);
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.serverRequest.headers().asHttpHeaders();
	}

	@Override
	public ServerRequest getServerRequest() {
		return this.serverRequest;
	}

	@Override
	public Collection<ProxyExchange.ResponseConsumer> getResponseConsumers() {
		return List.of();
	}

}
