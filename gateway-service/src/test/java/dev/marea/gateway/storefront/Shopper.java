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
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user of the storefront in a browser.
 */
public final class Shopper {

	private final List<String> complaints = new ArrayList<>();

	private final Browser browser;

	private final String url;

	private final Browser.NewContextOptions options;

	private @Nullable Page page;

	/** A user who opens the page at the first use of {@link #page}. */
	public Shopper(Browser browser, String url, int width, String locale, ColorScheme scheme) {
		this.browser = browser;
		this.url = url;
		// Without a GPU, the waves that never rest would take a core.
		this.options = new Browser.NewContextOptions().setViewportSize(width, 780)
			.setLocale(locale)
			.setColorScheme(scheme)
			.setReducedMotion(ReducedMotion.REDUCE);
	}

	public Page page() {
		if (this.page == null) {
			this.page = open();
		}
		return this.page;
	}

	private Page open() {
		Page opened = this.browser.newContext(this.options).newPage();
		opened.onConsoleMessage((message) -> {
			if (List.of("error", "warning").contains(message.type())) {
				this.complaints.add(message.text());
			}
		});
		opened.onPageError(this.complaints::add);
		opened.navigate(this.url);
		return opened;
	}

	/**
	 * Errors that the browser reported, including violations of the content security
	 * policy.
	 */
	public List<String> complaints() {
		return this.complaints;
	}

	Locator cards() {
		return page().locator(".card:not(.skeleton)");
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
		return page().getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	Locator text(String exact) {
		return page().getByText(exact, new Page.GetByTextOptions().setExact(true));
	}

	void addToCart(String name) {
		button("Add to cart: " + name).click();
	}

	/** Places the cart's order, as "ana" unless somebody is signed in. */
	void placeOrder() {
		boolean signedIn = isSignedIn();
		page().locator("#cart-open").click();
		page().locator("dialog.cart [data-focus=place]").click();
		if (!signedIn) {
			signInAs("ana");
			page().locator("dialog.cart [data-focus=place]").click();
		}
	}

	/** On the issuer's page; returns when the shop knows the name. */
	public void signInAs(String name) {
		page().locator("#who").fill(name);
		page().keyboard().press("Enter");
		seesItselfAs(name);
	}

	public void seesItselfAs(String name) {
		PlaywrightAssertions.assertThat(page().locator("#account")).hasText(name);
	}

	private boolean isSignedIn() {
		return !page().locator("#account").textContent().equals("Sign in");
	}

	/** Presses a key until the element has the focus. */
	void moveTo(Locator target, String key) {
		for (int presses = 0; presses < 80; presses++) {
			page().keyboard().press(key);
			if ((boolean) target.evaluate("(node) => node === document.activeElement")) {
				return;
			}
		}
		throw new AssertionError(target + " is not reached by " + key);
	}

	void seesNothingWiderThanTheScreen() {
		assertThat(page().evaluate(
				"[...document.querySelectorAll('html, dialog[open]')].every(e => e.scrollWidth <= e.clientWidth)"))
			.isEqualTo(true);
	}

}
