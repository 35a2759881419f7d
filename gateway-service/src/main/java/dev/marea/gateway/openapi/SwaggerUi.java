package dev.marea.gateway.openapi;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.marea.gateway.GatewayProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;
import org.springframework.web.servlet.resource.PathResourceResolver;

/**
 * Serves Swagger UI at {@code /swagger-ui/index.html} if {@code marea.gateway.swagger-ui}
 * is true. The files are those of its WebJar. springdoc's own starter decides by
 * conditions, which Spring AOT evaluates when the image is built.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class SwaggerUi implements WebMvcConfigurer {

	/** Path of its files, with a slash at the end. */
	public static final String PATH = "/swagger-ui/";

	/**
	 * Directives that the pages need beside the storefront's: images in the style sheet.
	 */
	public static final String POLICY = "; img-src 'self' data:";

	private static final String WEBJARS = "/webjars/**";

	private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

	/** The page and the files that it names. The WebJar has other builds of 2 MB, too. */
	private static final Set<String> FILES = Set.of("index.html", "index.css", "swagger-ui.css", "swagger-ui-bundle.js",
			"swagger-ui-standalone-preset.js", "swagger-initializer.js", "favicon-16x16.png", "favicon-32x32.png");

	private final boolean enabled;

	private final ContentVersionStrategy hashes = new ContentVersionStrategy();

	private final Map<String, String> tags = new ConcurrentHashMap<>();

	SwaggerUi(GatewayProperties properties) {
		this.enabled = properties.swaggerUi();
	}

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		// Otherwise Spring Boot serves the WebJar in any case. It keeps handlers that
		// exist.
		registry.addResourceHandler(WEBJARS).addResourceLocations("classpath:/no-webjars/");
		if (this.enabled) {
			registry.addResourceHandler(PATH + "**")
				.addResourceLocations("classpath:/swagger-ui/",
						"classpath:/META-INF/resources/webjars/swagger-ui/" + version() + "/")
				.setCacheControl(CacheControl.noCache())
				.setUseLastModified(false)
				.setEtagGenerator(this::tag)
				.resourceChain(false)
				.addResolver(new PageFiles());
		}
	}

	/**
	 * Hash of a file, so that a browser loads it again only after a change. Files of jars
	 * do not change while the gateway runs.
	 */
	private String tag(Resource file) {
		return this.tags.computeIfAbsent(file.getDescription(), (_) -> this.hashes.getResourceVersion(file));
	}

	private static String version() {
		try {
			return PropertiesLoaderUtils.loadProperties(new ClassPathResource(WEBJAR)).getProperty("version");
		}
		catch (IOException ex) {
			throw new IllegalStateException("The WebJar of Swagger UI is missing", ex);
		}
	}

	private static final class PageFiles extends PathResourceResolver {

		@Override
		protected @Nullable Resource getResource(String path, Resource location) throws IOException {
			return FILES.contains(path) ? super.getResource(path, location) : null;
		}

	}

}
