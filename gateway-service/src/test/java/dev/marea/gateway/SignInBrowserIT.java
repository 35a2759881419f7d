package dev.marea.gateway;

import java.nio.file.Path;
import java.util.Optional;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jwt.SignedJWT;
import dev.marea.cloud.balancer.test.StubInstance.Answer;
import dev.marea.gateway.storefront.Browsers;
import dev.marea.gateway.storefront.Shopper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The storefront's sign-in in a browser, with the gateway's own demo issuer.
 */
class SignInBrowserIT extends GatewayFixture {

	private static Playwright playwright;

	private static Browser browser;

	@BeforeAll
	static void launch() {
		Optional<Path> executable = Browsers.installed();
		assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH, and CHROME_BIN names none");
		PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
		playwright = Browsers.playwright();
		browser = Browsers.launch(playwright, executable.orElseThrow());
	}

	@AfterAll
	static void quit() {
		if (playwright != null) {
			playwright.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1" })
	void signs_in_stays_so_over_a_reload_and_signs_out(String host) throws Exception {
		this.orders.answering((request) -> Answer.ok("{\"items\":[]}"));
		Shopper shopper = new Shopper(browser, "http://" + host + ":" + this.port + "/?view=orders", 1280, "en-GB",
				ColorScheme.LIGHT);
		shopper.page().locator("#account").click();
		shopper.signInAs("ana maría");
		assertThat(shopper.page()).hasURL("http://" + host + ":" + this.port + "/?view=orders");
		String token = awaitToken();
		assertThat(SignedJWT.parse(token).getJWTClaimsSet().getSubject()).isEqualTo("ana maría");
		assertThat(shopper.page().evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
			.asString()
			.doesNotContain(token);

		shopper.page().reload();
		shopper.seesItselfAs("ana maría");

		shopper.page().locator("#account").click();
		shopper.button("Sign out").click();
		assertThat(shopper.page().locator("#toast")).hasText("You are signed out.");
		assertThat(shopper.page().locator("#account")).hasText("Sign in");
		shopper.page().locator("#account").click();
		assertThat(shopper.page().locator("#who")).isVisible();
		assertThat(shopper.complaints()).noneMatch((complaint) -> complaint.contains("Content Security Policy"));
	}

	/** Where neither https nor localhost gives the page {@code crypto.subtle}. */
	@Test
	void computes_the_same_digest_without_the_browsers_own() {
		Shopper shopper = new Shopper(browser, "http://localhost:" + this.port, 1280, "en-GB", ColorScheme.LIGHT);
		assertThat(shopper.page().evaluate("""
				async () => {
					const { digest } = await import('/storefront/sha256.js');
					for (const length of [0, 1, 43, 55, 56, 63, 64, 65, 119, 120, 1000]) {
						const text = new TextEncoder().encode('x'.repeat(length));
						const own = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
						if (String(own) !== String(digest(text))) {
							return length;
						}
					}
					return 'same';
				}""")).isEqualTo("same");
	}

	/** Of the first request for orders. */
	private String awaitToken() {
		await().until(() -> !this.orders.requests().isEmpty());
		return this.orders.requests().getFirst().headers().get("authorization").replaceFirst("^Bearer ", "");
	}

}
