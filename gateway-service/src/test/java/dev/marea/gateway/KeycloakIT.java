package dev.marea.gateway;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.gateway.storefront.Browsers;
import dev.marea.gateway.storefront.Shopper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The storefront's sign-in in a browser, with a Keycloak that {@code bench/keycloak.sh}
 * starts.
 */
@EnabledIfEnvironmentVariable(named = "MAREA_KEYCLOAK_ISSUER", matches = "http.+",
		disabledReason = "bench/keycloak.sh starts a Keycloak and runs this test")
class KeycloakIT extends GatewayFixture {

	private static Playwright playwright;

	private static Browser browser;

	@DynamicPropertySource
	static void issuer(DynamicPropertyRegistry registry) {
		registry.add("marea.identity.issuer-uri", () -> System.getenv("MAREA_KEYCLOAK_ISSUER"));
	}

	@BeforeAll
	static void launch() {
		Optional<Path> executable = Browsers.installed();
		assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH, and CHROME_BIN names none");
		PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
		playwright = Browsers.playwright();
		browser = Browsers.launch(playwright, executable.orElseThrow());
	}

	@AfterAll
	static void quit() {
		if (playwright != null) {
			playwright.close();
		}
	}

	@Test
	void signs_in_stays_so_over_a_reload_and_signs_out() throws Exception {
		this.orders.answering((request) -> Answer.ok("{\"items\":[]}"));
		String shop = "http://localhost:" + this.port;
		Shopper shopper = new Shopper(browser, shop + "/?view=orders", 1280, "en-GB", ColorScheme.LIGHT);
		shopper.page().locator("#account").click();
		shopper.page().locator("#username").fill("ana");
		shopper.page().locator("#password").fill("keycloak-ana");
		shopper.page().locator("#kc-login").click();
		shopper.seesItselfAs("ana");
		assertThat(shopper.page()).hasURL(shop + "/?view=orders");

		await().until(() -> !this.orders.requests().isEmpty());
		Map<String, String> headers = this.orders.requests().getFirst().headers();
		JWTClaimsSet claims = SignedJWT.parse(headers.get("authorization").replaceFirst("^Bearer ", ""))
			.getJWTClaimsSet();
		assertThat(claims.getIssuer()).isEqualTo(System.getenv("MAREA_KEYCLOAK_ISSUER"));
		assertThat(claims.getAudience()).contains("marea");
		assertThat(shopper.page().evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")).asString()
			.doesNotContain("eyJ");

		shopper.page().reload();
		shopper.seesItselfAs("ana");

		shopper.page().locator("#account").click();
		shopper.button("Sign out").click();
		assertThat(shopper.page().locator("#toast")).hasText("You are signed out.");
		assertThat(shopper.page().locator("#account")).hasText("Sign in");
		shopper.page().locator("#account").click();
		assertThat(shopper.page().locator("#username")).isVisible();
		assertThat(shopper.complaints()).noneMatch((complaint) -> complaint.contains("Content Security Policy"));
	}

}
