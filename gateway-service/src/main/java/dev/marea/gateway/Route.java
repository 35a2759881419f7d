package dev.marea.gateway;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a service that is published under another path.
 *
 * @param path what callers use, such as {@code /api/orders}
 * @param service whose it is
 * @param to the same in the service, such as {@code /orders}
 */
public record Route(@Pattern(regexp = Route.PREFIX) String path, @NotEmpty String service,
		@Pattern(regexp = Route.PREFIX) String to) {

	static final String PREFIX = "(/[a-z0-9-]+)+";

	/** Name of the service as a reader of an error knows it. */
	public String title() {
		return this.service.replaceFirst("-service$", "");
	}

	/** What a published path is in the service. */
	public String inward(String publicPath) {
		return this.to + publicPath.substring(this.path.length());
	}

	/**
	 * Under which path callers find a path of the service; null where it is not
	 * published.
	 */
	public @Nullable String outward(String servicePath) {
		if (!servicePath.startsWith(this.to)) {
			return null;
		}
		String rest = servicePath.substring(this.to.length());
		return (rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?")) ? this.path + rest : null;
	}

}
