package dev.marea.gateway.storefront;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user of the storefront in a browser.
 */
public final class Shopper {

	private final List<String> complaints = new ArrayList<>();

	private final Page page;

	public Shopper(Browser browser, String url, int width, String locale, ColorScheme scheme) {
		// Without a GPU, the waves that never rest would take a core.
		this.page = browser
			.newContext(new Browser.NewContextOptions().setViewportSize(width, 780)
				.setLocale(locale)
				.setColorScheme(scheme)
				.setReducedMotion(ReducedMotion.REDUCE))
			.newPage();
		this.page.onConsoleMessage((message) -> {
			if (List.of("error", "warning").contains(message.type())) {
				this.complaints.add(message.text());
			}
		});
		this.page.onPageError(this.complaints::add);
		this.page.navigate(url);
	}

	public Page page() {
		return this.page;
	}

	/**
	 * Errors that the browser reported, including violations of the content security
	 * policy.
	 */
	public List<String> complaints() {
		return this.complaints;
	}

	Locator cards() {
		return this.page.locator(".card:not(.skeleton)");
	}

	public Locator button(String name) {
		return named(AriaRole.BUTTON, name);
	}

	Locator link(String name) {
		return named(AriaRole.LINK, name);
	}

	Locator heading(String name) {
		return named(AriaRole.HEADING, name);
	}

	private Locator named(AriaRole role, String name) {
		return this.page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	Locator text(String exact) {
		return this.page.getByText(exact, new Page.GetByTextOptions().setExact(true));
	}

	void addToCart(String name) {
		button("Add to cart: " + name).click();
	}

	/** Places the cart's order, as "ana" unless somebody is signed in. */
	void placeOrder() {
		boolean signedIn = isSignedIn();
		this.page.locator("#cart-open").click();
		this.page.locator("dialog.cart [data-focus=place]").click();
		if (!signedIn) {
			signInAs("ana");
			this.page.locator("dialog.cart [data-focus=place]").click();
		}
	}

	/** On the issuer's page; returns when the shop knows the name. */
	public void signInAs(String name) {
		this.page.locator("#who").fill(name);
		this.page.keyboard().press("Enter");
		seesItselfAs(name);
	}

	public void seesItselfAs(String name) {
		PlaywrightAssertions.assertThat(this.page.locator("#account")).hasText(name);
	}

	private boolean isSignedIn() {
		return !this.page.locator("#account").textContent().equals("Sign in");
	}

	/** Presses a key until the element has the focus. */
	void moveTo(Locator target, String key) {
		for (int presses = 0; presses < 80; presses++) {
			this.page.keyboard().press(key);
			if ((boolean) target.evaluate("(node) => node === document.activeElement")) {
				return;
			}
		}
		throw new AssertionError(target + " is not reached by " + key);
	}

	void seesNothingWiderThanTheScreen() {
		assertThat(this.page.evaluate(
				"[...document.querySelectorAll('html, dialog[open]')].every(e => e.scrollWidth <= e.clientWidth)"))
			.isEqualTo(true);
	}

}
