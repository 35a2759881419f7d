package dev.marea.gateway.route;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A path that is published under another name than in its service.
 *
 * @param published path for callers, such as {@code /api/orders}
 * @param service path in the service, such as {@code /orders}
 */
public record PathMapping(String published, String service) {

	/** Request attribute with the mapping of the route that was chosen. */
	public static final String ATTRIBUTE = PathMapping.class.getName();

	private static final Pattern PREFIX = Pattern.compile("(/[a-z0-9-]+)+");

	/**
	 * Creates a mapping.
	 * @throws IllegalArgumentException if one of the two has other characters than
	 * lower-case letters, digits, hyphens and slashes between them
	 */
	public PathMapping {
		if (!PREFIX.matcher(published).matches() || !PREFIX.matcher(service).matches()) {
			throw new IllegalArgumentException("MapPath needs two paths such as '/api/orders, /orders', not '%s, %s'"
				.formatted(published, service));
		}
	}

	/** The path in the service; null if the path is not below {@link #published}. */
	public @Nullable String toServicePath(String publicPath) {
		return replacePrefix(publicPath, this.published, this.service);
	}

	/**
	 * The path for callers; null if the path is not below {@link #service}. A query may
	 * follow the path.
	 */
	public @Nullable String toPublicPath(String servicePath) {
		return replacePrefix(servicePath, this.service, this.published);
	}

	private static @Nullable String replacePrefix(String path, String prefix, String replacement) {
		if (!path.startsWith(prefix)) {
			return null;
		}
		String rest = path.substring(prefix.length());
		return (rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?")) ? replacement + rest : null;
	}

}
