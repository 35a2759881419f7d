package dev.marea.lab.report;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;

/**
 * Opens a report in this machine's Chromium or Chrome, and collects the browser's errors
 * and requests.
 */
final class Reader {

	private final List<String> complaints = new ArrayList<>();

	private final List<String> requests = new ArrayList<>();

	private final Page page;

	Reader(Browser browser, Path report, int width) {
		this(browser, report, width, "en-GB");
	}

	/**
	 * Opens it.
	 * @param locale the browser's first language
	 */
	Reader(Browser browser, Path report, int width, String locale) {
		this.page = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, 1000).setLocale(locale))
			.newPage();
		this.page.onConsoleMessage((message) -> this.complaints.add(message.text()));
		this.page.onPageError(this.complaints::add);
		this.page.onDialog((dialog) -> {
			this.complaints.add("dialog " + dialog.message());
			dialog.dismiss();
		});
		this.page.onRequest((request) -> this.requests.add(request.url()));
		this.page.navigate(report.toUri().toString());
	}

	/** The installed browser; none is downloaded. */
	static Optional<Path> executable() {
		Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.flatMap((folder) -> Stream.of("chromium", "chromium-browser", "google-chrome", "chrome.exe")
				.map((name) -> Path.of(folder, name)));
		return Stream.concat(Stream.ofNullable(System.getenv("CHROME_BIN")).map(Path::of), onPath)
			.filter(Files::isExecutable)
			.findFirst();
	}

	static Playwright playwright() {
		return Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
	}

	static Browser launch(Playwright playwright, Path executable) {
		List<String> args = new ArrayList<>(List.of("--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync"));
		if ("root".equals(System.getProperty("user.name"))) {
			args.add("--no-sandbox");
		}
		return playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(executable).setArgs(args));
	}

	Page page() {
		return this.page;
	}

	List<String> complaints() {
		return this.complaints;
	}

	List<String> requests() {
		return this.requests;
	}

	Locator plot(String title) {
		return this.page.locator("section.plot",
				new Page.LocatorOptions().setHas(this.page.locator("h2", new Page.LocatorOptions().setHasText(title))));
	}

	/** The names and figures of a plot's curves. */
	Locator legend(String title) {
		return plot(title).locator(".legend");
	}

	/** The entry of a curve. */
	Locator entry(String title, String curve) {
		return legend(title).locator("button",
				new Locator.LocatorOptions().setHas(this.page.locator(".name:text-is(\"" + curve + "\")")));
	}

	/** Points at a plot, from 0 at its left edge to 1 at its right. */
	void point(String title, double at) {
		BoundingBox box = box(title);
		this.page.mouse().move(box.x + box.width * at, box.y + box.height / 2);
	}

	void drag(String title, double from, double to) {
		point(title, from);
		this.page.mouse().down();
		point(title, (from + to) / 2);
		point(title, to);
		this.page.mouse().up();
	}

	private BoundingBox box(String title) {
		Locator over = plot(title).locator(".u-over");
		over.scrollIntoViewIfNeeded();
		return over.boundingBox();
	}

}
