package dev.marea.gateway;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.gateway.storefront.Browsers;
import dev.marea.gateway.storefront.Shopper;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests Swagger UI, and that it changes nothing for the storefront.
 */
class SwaggerUiIT extends GatewayFixture {

	/** Long enough for a busy machine. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	static final List<String> PATHS = List.of("/swagger-ui/index.html", "/swagger-ui/swagger-initializer.js",
			"/swagger-ui/swagger-ui-bundle.js", "/swagger-ui/swagger-ui.css");

	@Test
	void is_served_from_the_gateways_own_jars() {
		assertThat(PATHS).allSatisfy((path) -> assertThat(get(path).statusCode()).isEqualTo(200));
		assertThat(get("/swagger-ui/swagger-initializer.js").body()).contains("/v3/api-docs")
			.doesNotContain("http://", "https://");
		assertThat(get("/swagger-ui/index.html").body()).doesNotContain("http://", "https://");
	}

	@Test
	void is_sent_again_only_if_it_has_changed() {
		Set<String> tags = new HashSet<>();
		for (String path : PATHS) {
			HttpResponse<String> first = get(path);
			String tag = first.headers().firstValue("ETag").orElseThrow();
			assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
			HttpResponse<String> again = send(request("GET", path).header("If-None-Match", tag));
			assertThat(again.statusCode()).isEqualTo(304);
			assertThat(again.body()).isEmpty();
			assertThat(send(request("GET", path).header("If-None-Match", "\"1.0.0\"")).statusCode()).isEqualTo(200);
			tags.add(tag);
		}
		assertThat(tags).hasSameSizeAs(PATHS);
	}

	@Test
	void serves_the_files_that_its_page_names_and_no_others() {
		List<String> named = Pattern.compile("(?:src|href)=\"(?:\\./)?([^\"]+)\"")
			.matcher(get("/swagger-ui/index.html").body())
			.results()
			.map((attribute) -> attribute.group(1))
			.toList();
		assertThat(named).hasSize(7)
			.allSatisfy((file) -> assertThat(get("/swagger-ui/" + file).statusCode()).isEqualTo(200));
		for (String file : List.of("swagger-ui.js", "swagger-ui-es-bundle.js", "swagger-ui-es-bundle-core.js",
				"oauth2-redirect.html", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css.map")) {
			assertThat(get("/swagger-ui/" + file).statusCode()).as(file).isEqualTo(404);
		}
	}

	@Test
	void is_served_at_no_other_path() throws IOException {
		for (String path : List.of("/webjars/swagger-ui/" + version() + "/index.html", "/webjars/swagger-ui/index.html",
				"/swagger-ui/../META-INF/MANIFEST.MF", "/swagger-ui/nothing", "/swagger-ui/%2e%2e/pom.properties")) {
			assertThat(get(path).statusCode()).as(path).isIn(400, 404);
		}
	}

	@Test
	void has_a_policy_of_its_own_that_allows_images_in_style_sheets_and_nothing_else() {
		String shop = policy(get("/"));
		assertThat(shop).doesNotContain("data:", "unsafe");
		assertThat(policy(get("/swagger-ui/index.html"))).isEqualTo(shop + "; img-src 'self' data:");
		for (String path : List.of("/v3/api-docs", "/storefront/main.js", "/swagger-ui", "/api/catalog/products",
				"/nowhere")) {
			assertThat(policy(get(path))).as(path).isEqualTo(shop);
		}
	}

	@Test
	void shows_the_contracts_of_both_services_in_a_browser() throws IOException {
		Optional<Path> executable = Browsers.installed();
		assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH, and CHROME_BIN names none");
		String catalog = Files.readString(Path.of("../catalog-service/src/main/resources/openapi.json"));
		String order = Files.readString(Path.of("../order-service/src/main/resources/openapi.json"));
		this.catalog1.answering((request) -> Answer.ok(catalog));
		this.catalog2.answering((request) -> Answer.ok(catalog));
		this.orders.answering((request) -> Answer.ok(order));
		PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
		try (Playwright playwright = Browsers.playwright()) {
			Browser browser = Browsers.launch(playwright, executable.orElseThrow());
			List<String> requested = new ArrayList<>();
			String gateway = "http://localhost:" + this.port;
			Shopper reader = new Shopper(browser, "about:blank", 1280, "en-GB", ColorScheme.LIGHT);
			Page page = reader.page();
			page.onRequest((request) -> requested.add(request.url()));
			page.navigate(gateway + "/swagger-ui/index.html");
			assertThat(page.locator(".opblock").filter(withText("/api/orders/{id}")).first()).isVisible();
			assertThat(page.locator(".opblock").filter(withText("/api/catalog/products/{sku}")).first()).isVisible();
			page.locator("#operations-orders-getOrder .opblock-summary-control").click();
			assertThat(page.locator("#operations-orders-getOrder .responses-wrapper").first()).isVisible();
			assertThat(reader.complaints()).noneMatch((complaint) -> complaint.contains("Content Security Policy"));
			assertThat(requested).contains(gateway + "/swagger-ui/swagger-ui-bundle.js", gateway + "/v3/api-docs")
				.allMatch((url) -> url.startsWith(gateway + "/") || url.startsWith("data:"));
		}
	}

	private static Locator.FilterOptions withText(String text) {
		return new Locator.FilterOptions().setHasText(text);
	}

	private static String policy(HttpResponse<String> response) {
		return response.headers().firstValue("Content-Security-Policy").orElseThrow();
	}

	private static String version() throws IOException {
		String properties = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
		try (var stream = SwaggerUiIT.class.getClassLoader().getResourceAsStream(properties)) {
			Properties values = new Properties();
			values.load(stream);
			return values.getProperty("version");
		}
	}

}
