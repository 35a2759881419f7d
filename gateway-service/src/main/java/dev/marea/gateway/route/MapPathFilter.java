package dev.marea.gateway.route;

import java.net.URI;

import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.common.Shortcut;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The filter {@code MapPath} of routes. Public because Spring Cloud Gateway calls it by
 * reflection.
 */
public final class MapPathFilter {

	private MapPathFilter() {
	}

	/**
	 * Replaces the published path by the service's, and the service's by the published
	 * one in {@code Location} and {@code Content-Location} of the answer. The rest of the
	 * path and the query stay as they were written.
	 * @param published path for callers, such as {@code /api/orders}
	 * @param service path in the service, such as {@code /orders}
	 */
	@Shortcut
	public static HandlerFilterFunction<ServerResponse, ServerResponse> mapPath(String published, String service) {
		PathMapping mapping = new PathMapping(published, service);
		return (request, next) -> {
			// Applied only when the request is sent: each filter that changes a URI
			// creates a new one,
			// and a URI cannot represent every query.
			request.attributes().put(PathMapping.ATTRIBUTE, mapping);
			ServerResponse response = next.handle(request);
			toPublic(response.headers(), HttpHeaders.LOCATION, mapping, request);
			toPublic(response.headers(), HttpHeaders.CONTENT_LOCATION, mapping, request);
			return response;
		};
	}

	private static void toPublic(HttpHeaders headers, String name, PathMapping mapping, ServerRequest request) {
		String value = headers.getFirst(name);
		if (value == null) {
			return;
		}
		String origin = origin(request);
		String published = mapping
			.toPublicPath(value.startsWith(origin + "/") ? value.substring(origin.length()) : value);
		if (published != null) {
			headers.set(name, published);
		}
	}

	private static String origin(ServerRequest request) {
		return (request.attributes().get(MvcUtils.GATEWAY_REQUEST_URL_ATTR) instanceof URI uri)
				? uri.getScheme() + "://" + uri.getAuthority() : "";
	}

	/** Registers the filter with Spring Cloud Gateway. */
	static final class MapPathSupplier extends SimpleFilterSupplier {

		MapPathSupplier() {
			super(MapPathFilter.class);
		}

	}

}
