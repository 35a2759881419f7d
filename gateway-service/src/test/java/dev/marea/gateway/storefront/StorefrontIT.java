package dev.marea.gateway.storefront;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests the storefront from a user's view.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class StorefrontIT {

	/** Long enough for a busy machine. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private Playwright playwright;

	private Browser browser;

	private ShopStub shop;

	private Shopper shopper;

	@BeforeAll
	void launch() {
		Optional<Path> executable = Browsers.installed();
		assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH, and CHROME_BIN names none");
		PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE.toMillis());
		this.playwright = Browsers.playwright();
		this.browser = Browsers.launch(this.playwright, executable.orElseThrow());
	}

	@AfterAll
	void quit() {
		if (this.playwright != null) {
			this.playwright.close();
		}
	}

	@BeforeEach
	void open() throws IOException {
		this.shop = new ShopStub();
		this.shopper = visit(1280, "en-GB", ColorScheme.LIGHT);
	}

	@AfterEach
	void leave() {
		this.browser.contexts().forEach(BrowserContext::close);
		this.shop.close();
	}

	@Test
	void browses_and_loads_more() {
		assertThat(this.shopper.cards()).hasCount(20);
		this.shopper.button("Load more").click();
		assertThat(this.shopper.cards()).hasCount(40);
		this.shopper.button("Load more").click();
		assertThat(this.shopper.cards()).hasCount(45);
		assertThat(this.shopper.button("Load more")).hasCount(0);
		this.shopper.link("Coffee").click();
		assertThat(this.shopper.cards()).hasCount(15);
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "main.js", "drawings/food.js", "base.css" })
	void explains_a_shop_that_has_not_loaded(String blocked) {
		Page page = this.shopper.page();
		page.route("**/storefront/" + blocked, Route::abort);
		page.reload();
		if (blocked.endsWith(".js")) {
			assertThat(page.getByText("The shop has not loaded")).isVisible();
			page.unroute("**/storefront/" + blocked);
			this.shopper.link("Reload the page").click();
		}
		assertThat(this.shopper.cards()).hasCount(20);
		assertThat(page.getByText("The shop has not loaded")).hasCount(0);
	}

	@Test
	void searches_while_typing_and_shares_the_search_by_its_address() {
		this.shopper.page().getByRole(AriaRole.SEARCHBOX).fill("tea no. 4");
		assertThat(this.shopper.heading("Results for “tea no. 4”")).isVisible();
		assertThat(this.shopper.cards()).hasCount(2);
		this.shopper.page().navigate(this.shopper.page().url());
		assertThat(this.shopper.cards()).hasCount(2);
		assertThat(this.shopper.page().getByRole(AriaRole.SEARCHBOX)).hasValue("tea no. 4");
		this.shopper.page().getByRole(AriaRole.SEARCHBOX).fill("kraken");
		assertThat(this.shopper.heading("Nothing washed up for “kraken”")).isVisible();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void shows_texts_of_the_api_as_texts() {
		assertThat(this.shopper.link(StubProducts.HOSTILE_NAME)).isVisible();
		this.shopper.link(StubProducts.HOSTILE_NAME).click();
		assertThat(this.shopper.page().getByRole(AriaRole.DIALOG).getByText(StubProducts.HOSTILE_NAME).first())
			.isVisible();
		assertThat(this.shopper.page().locator("img")).hasCount(0);
		assertThat(this.shopper.complaints()).isEmpty();
	}

	/** Texts of at most the length of a name; the search field accepts 100 characters. */
	static Stream<String> texts() {
		return Stream.of("constructor", "__proto__", "toString", "hasOwnProperty", "<img src=x onerror=alert(1)>",
				"\"><script>alert(1)</script>", "{name} $& $1 {count}", "\u0623\u0647\u0644\u0627 \u0628\u0643",
				"\u202Eedit yb aes\u202C \u2067.", "\u05E9\u05DC\u05D5\u05DD (1)", "x".repeat(120),
				"\uD83C\uDF0A".repeat(60), "", "   ");
	}

	/** Checks each place where the page shows a text from outside. */
	@ParameterizedTest
	@MethodSource("texts")
	void shows_any_text_and_goes_on(String text) {
		String title = text.isBlank() ? "ART-001" : text;
		String name = text.matches("(?=.{1,40}$)\\w+( \\w+)*") ? text : "ana maría";
		this.shop.say(text);
		this.shopper = visit(360, "en-GB", ColorScheme.LIGHT);
		assertThat(this.shopper.cards()).hasCount(20);
		assertThat(this.shopper.page().locator(".chip")).hasCount(text.isEmpty() ? 4 : 5);
		Locator link = this.shopper.cards().first().getByRole(AriaRole.LINK);
		assertThat(link).hasText(title);
		this.shopper.seesNothingWiderThanTheScreen();

		link.click();
		assertThat(this.shopper.page().locator("dialog.product h2")).hasText(title);
		assertThat(this.shopper.page().locator("dialog.product .product-description")).hasText(text);
		this.shopper.seesNothingWiderThanTheScreen();
		this.shopper.page().locator("dialog.product .product-buy > .button").click();
		assertThat(this.shopper.page().locator("#toast")).containsText("is in the cart. 1 item in all.");
		this.shopper.page().keyboard().press("Escape");

		this.shop.refusal = text;
		this.shopper.page().locator("#cart-open").click();
		assertThat(this.shopper.page().locator("dialog.cart .lines h3")).hasText(title);
		this.shopper.page().locator("dialog.cart [data-focus=place]").click();
		this.shopper.signInAs(name);
		this.shopper.page().locator("dialog.cart [data-focus=place]").click();
		Locator failure = this.shopper.page().locator("dialog.cart .failure");
		assertThat(failure).isVisible();
		if (!text.isBlank()) {
			assertThat(failure).hasText(text);
		}
		this.shopper.seesNothingWiderThanTheScreen();

		this.shop.refusal = null;
		this.shopper.page().locator("dialog.cart [data-focus=place]").click();
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		this.shopper.page().locator(".result ~ .actions .button-quiet").click();
		assertThat(this.shopper.page().locator(".order th").first()).hasText(title);
		this.shopper.seesNothingWiderThanTheScreen();

		this.shopper.page().getByRole(AriaRole.SEARCHBOX).fill(text);
		this.shopper.page().keyboard().press("Enter");
		assertThat(this.shopper.page().locator("#results")).containsText(text.isBlank() ? "Everything"
				: text.substring(0, Math.min(100, text.length())).replaceAll("[\\u202A-\\u202E\\u2066-\\u2069]", ""));
		assertThat(this.shopper.page().locator("img, main script")).hasCount(0);
		assertThat(this.shopper.complaints()).allMatch((complaint) -> complaint.contains("422"));
	}

	@Test
	void speaks_a_language_that_it_has_whatever_was_kept() {
		for (String kept : List.of("\"constructor\"", "\"__proto__\"", "{}", "null", "7", "not json")) {
			this.shopper.page().evaluate("(kept) => localStorage.setItem('marea.language', kept)", kept);
			this.shopper.page().reload();
			assertThat(this.shopper.heading("Everything in the shop")).isVisible();
		}
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void goes_back_to_where_a_product_was_opened_from() {
		this.shopper.link("Coffee").click();
		assertThat(this.shopper.cards()).hasCount(15);
		this.shopper.link("Tide coffee no. 1").first().click();
		assertThat(this.shopper.page().getByRole(AriaRole.DIALOG)).containsText("Answered by catalog-service-");
		this.shopper.page().keyboard().press("Escape");
		assertThat(this.shopper.page().getByRole(AriaRole.DIALOG)).hasCount(0);
		assertThat(this.shopper.page()).hasURL(this.shop.url() + "/?category=coffee");
		this.shopper.page().goBack();
		assertThat(this.shopper.page()).hasURL(this.shop.url() + "/");
	}

	@Test
	void orders_by_keyboard_alone() {
		this.shopper.page().keyboard().press("Tab");
		assertThat(this.shopper.link("Skip to the content")).isFocused();
		this.shopper.moveTo(this.shopper.button("Add to cart: Tide coffee no. 1"), "Tab");
		this.shopper.page().keyboard().press("Enter");
		assertThat(this.shopper.page().getByRole(AriaRole.STATUS).first())
			.hasText("Tide coffee no. 1 is in the cart. 1 item in all.");
		this.shopper.moveTo(this.shopper.button("Cart, 1 item"), "Shift+Tab");
		this.shopper.page().keyboard().press("Enter");
		this.shopper.moveTo(this.shopper.button("Sign in and place order"), "Tab");
		this.shopper.page().keyboard().press("Enter");
		assertThat(this.shopper.page().getByLabel("Name")).isFocused();
		this.shopper.page().keyboard().type("ana");
		this.shopper.page().keyboard().press("Enter");
		assertThat(this.shopper.button("Place order as ana")).isFocused();
		this.shopper.page().keyboard().press("Enter");
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		this.shopper.page().keyboard().press("Escape");
		assertThat(this.shopper.button("Cart, 0 items")).isFocused();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void orders_once_although_the_answers_are_lost() {
		this.shop.losesAnswers = true;
		this.shopper.addToCart("Tide coffee no. 1");
		this.shopper.placeOrder();
		assertThat(this.shopper.page().getByText("You will not order twice.")).isVisible();
		this.shop.losesAnswers = false;
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		assertThat(this.shop.keys).hasSizeGreaterThan(1);
		assertThat(new HashSet<>(this.shop.keys)).hasSize(1);
		assertThat(this.shop.ordersByKey).hasSize(1);
		assertThat(this.shopper.button("Cart, 0 items")).hasCount(1);
	}

	@Test
	void keeps_the_key_of_an_unanswered_order_over_a_reload() {
		this.shop.refusedOrders = 5;
		this.shopper.addToCart("Tide coffee no. 1");
		this.shopper.placeOrder();
		assertThat(this.shopper.heading("Your last order has no answer yet")).isVisible();
		assertThat(this.shopper.page().getByText("The catalog cannot be reached just now.")).isVisible();
		this.shopper.page().reload();
		this.shopper.seesItselfAs("ana");
		this.shopper.button("Cart, 1 item").click();
		this.shopper.button("Ask again").click();
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		assertThat(this.shop.keys).hasSize(6);
		assertThat(new HashSet<>(this.shop.keys)).hasSize(1);
	}

	@Test
	void takes_a_new_key_for_the_next_order() {
		for (int order = 1; order <= 2; order++) {
			this.shopper.addToCart("Tide coffee no. 1");
			this.shopper.placeOrder();
			assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
			this.shopper.button("Go on shopping").click();
		}
		assertThat(this.shop.ordersByKey).hasSize(2);
	}

	@Test
	void explains_what_was_short_of_a_rejected_order_and_takes_what_is_left() {
		this.shopper.addToCart("Tide ceramics no. 2");
		this.shopper.addToCart("Tide ceramics no. 2");
		this.shopper.placeOrder();
		assertThat(this.shopper.heading("Your order was not accepted")).isVisible();
		assertThat(this.shopper.page().getByText("Tide ceramics no. 2: you asked for 2, 1 is left.")).isVisible();
		this.shopper.button("Take what is left").click();
		this.shopper.button("Place order as ana").click();
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void cancels_an_order_from_the_list() {
		this.shopper.addToCart("Tide coffee no. 1");
		this.shopper.placeOrder();
		this.shopper.page().getByRole(AriaRole.DIALOG).getByText("My orders").click();
		assertThat(this.shopper.text("Confirmed")).isVisible();
		this.shopper.text("Cancel order").click();
		this.shopper.button("Cancel the order").click();
		assertThat(this.shopper.text("Cancelled")).isVisible();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void says_so_where_nobody_can_sign_in() {
		assertThat(this.shopper.cards()).hasCount(20);
		this.shop.provider.enabled = false;
		this.shopper.button("Sign in").click();
		assertThat(this.shopper.page().getByRole(AriaRole.ALERT)).containsText("has no place to sign in");
	}

	@Test
	void keeps_no_token_in_the_browsers_storage() {
		signIn("ana");
		Object kept = this.shopper.page().evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])");
		assertThat(kept.toString()).doesNotContain("\"token", "access_token", "id_token", "e30.");
		assertThat(this.shopper.page().url()).isEqualTo(this.shop.url() + "/");
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void stays_signed_in_over_a_reload_by_the_issuers_session() {
		signIn("ana maría");
		this.shopper.page().navigate(this.shop.url() + "/?category=coffee");
		this.shopper.seesItselfAs("ana maría");
		assertThat(this.shopper.page()).hasURL(this.shop.url() + "/?category=coffee");
	}

	@Test
	void is_signed_out_after_a_reload_if_the_issuers_session_ended() {
		signIn("ana");
		this.shopper.page().context().clearCookies();
		this.shopper.page().reload();
		assertThat(this.shopper.button("Sign in")).isVisible();
		assertThat(this.shopper.page()).hasURL(this.shop.url() + "/");
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void signs_out_here_and_at_the_issuer() {
		signIn("ana");
		this.shopper.page().locator("#account").click();
		this.shopper.button("Sign out").click();
		assertThat(this.shopper.page().getByRole(AriaRole.STATUS).first()).hasText("You are signed out.");
		assertThat(this.shopper.button("Sign in")).isVisible();
		this.shopper.button("Sign in").click();
		assertThat(this.shopper.page().locator("#who")).isVisible();
	}

	@Test
	void asks_to_sign_in_again_when_the_shop_knows_the_token_no_more_and_keeps_the_cart() {
		signIn("ana");
		this.shopper.addToCart("Tide coffee no. 1");
		this.shop.provider.revokeTokens();
		this.shopper.page().locator("#cart-open").click();
		this.shopper.page().locator("dialog.cart [data-focus=place]").click();
		assertThat(this.shopper.page().getByRole(AriaRole.ALERT)).containsText("Your session has ended");
		this.shopper.button("Sign in and place order").click();
		this.shopper.button("Ask again").click();
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		assertThat(this.shop.ordersByKey).hasSize(1);
	}

	@Test
	void renews_a_token_that_ended_where_the_issuer_gives_refresh_tokens() {
		this.shop.provider.renews = true;
		this.shop.provider.lifetime = 1;
		signIn("ana");
		await().atMost(PATIENCE).until(() -> this.shop.provider.grants.contains("refresh_token"));
		this.shop.provider.lifetime = 3600;
		this.shopper.addToCart("Tide coffee no. 1");
		this.shopper.placeOrder();
		assertThat(this.shopper.heading("Your order is confirmed")).isVisible();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void uses_no_code_that_another_began_to_ask_for() {
		this.shopper.page().navigate(this.shop.url() + "/?code=code-0&state=forged");
		assertThat(this.shopper.page().getByRole(AriaRole.ALERT)).containsText("did not succeed");
		assertThat(this.shop.provider.grants).isEmpty();
		assertThat(this.shopper.page()).hasURL(this.shop.url() + "/");
	}

	@Test
	void takes_no_id_token_that_is_not_for_this_sign_in() {
		List<Map<String, Object>> claimsOfOtherIdTokens = List.of(Map.of("nonce", "replayed"),
				Map.of("iss", "https://elsewhere.example"), Map.of("aud", "another-client"),
				Map.of("aud", List.of("storefront", "another-client")), Map.of("exp", 1_000_000_000), Map.of("sub", 7));
		for (Map<String, Object> wrongClaims : claimsOfOtherIdTokens) {
			int before = this.shop.provider.grants.size();
			this.shop.provider.wrongClaims = wrongClaims;
			this.shopper.button("Sign in").click();
			if (before == 0) {
				// From then on the issuer knows the visitor.
				this.shopper.page().locator("#who").fill("ana");
				this.shopper.page().keyboard().press("Enter");
			}
			// The alert of the sign-in before is gone once the next page asks for a
			// token.
			this.shopper.page().waitForCondition(() -> this.shop.provider.grants.size() > before);
			assertThat(this.shopper.page().getByRole(AriaRole.ALERT)).containsText("did not succeed");
			assertThat(this.shopper.page().locator("#account")).hasText("Sign in");
			this.shopper.page().keyboard().press("Escape");
		}
	}

	private void signIn(String name) {
		this.shopper.button("Sign in").click();
		this.shopper.signInAs(name);
	}

	@Test
	void speaks_spanish_by_choice_and_by_the_browsers_language() {
		this.shopper.button("ES, Español").click();
		assertThat(this.shopper.page().locator("html")).hasAttribute("lang", "es");
		assertThat(this.shopper.link("Marea de coffee n.º 1").first()).isVisible();
		assertThat(this.shopper.link("Café")).isVisible();
		Shopper spanish = visit(1280, "es-ES", ColorScheme.DARK);
		assertThat(spanish.heading("Todo lo que hay en la tienda")).isVisible();
		assertThat(spanish.page().locator(".price").first()).hasText("1,50\u00a0€");
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void counts_who_answered() {
		assertThat(this.shopper.cards()).hasCount(20);
		this.shopper.button("Load more").click();
		assertThat(this.shopper.cards()).hasCount(40);
		this.shopper.page().locator(".strip").click();
		assertThat(this.shopper.page().locator("[data-service=catalog]")).containsText("3 instances");
		for (int instance = 1; instance <= 3; instance++) {
			assertThat(this.shopper.page()
				.locator("[data-instance=catalog-service-%d] .instance-count".formatted(instance))).hasText("1");
		}
		assertThat(this.shopper.page().locator("[data-instance=gateway-service-1] .instance-count")).hasText("3");
		this.shopper.button("Ask 5 times a second").click();
		assertThat(this.shopper.page().locator("[data-instance=catalog-service-3] .instance-count"))
			.hasText(Pattern.compile("[2-9]|\\d{2,}"));
		this.shopper.button("Stop asking").click();
		assertThat(this.shopper.complaints()).isEmpty();
	}

	@Test
	void never_scrolls_sideways_on_a_narrow_screen() {
		for (String language : List.of("en-GB", "es-ES")) {
			this.shopper = visit(360, language, ColorScheme.LIGHT);
			assertThat(this.shopper.cards()).hasCount(20);
			this.shopper.seesNothingWiderThanTheScreen();
			this.shopper.cards().first().getByRole(AriaRole.LINK).click();
			assertThat(this.shopper.page().locator("dialog.product .price")).isVisible();
			this.shopper.seesNothingWiderThanTheScreen();
			this.shopper.page().locator("dialog.product .product-buy > .button").click();
			this.shopper.page().keyboard().press("Escape");
			this.shopper.page().locator("#cart-open").click();
			this.shopper.seesNothingWiderThanTheScreen();
			this.shopper.page().locator("dialog.cart [data-focus=place]").click();
			assertThat(this.shopper.page().locator("#who")).isFocused();
			this.shopper.seesNothingWiderThanTheScreen();
			this.shopper.page().locator("[data-focus=enter]").click();
			this.shopper.page().locator("dialog.cart[open] [data-focus=place]").click();
			assertThat(this.shopper.page().locator(".result")).isVisible();
			this.shopper.seesNothingWiderThanTheScreen();
			this.shopper.page().locator(".result ~ .actions .button-quiet").click();
			assertThat(this.shopper.page().locator(".order").first()).isVisible();
			this.shopper.page().locator(".strip").click();
			this.shopper.seesNothingWiderThanTheScreen();
		}
		assertThat(this.shopper.complaints()).isEmpty();
	}

	private Shopper visit(int width, String locale, ColorScheme scheme) {
		return new Shopper(this.browser, this.shop.url(), width, locale, scheme);
	}

}
