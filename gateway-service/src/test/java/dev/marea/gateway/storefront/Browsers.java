package dev.marea.gateway.storefront;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;

/**
 * The Chromium or Chrome of this machine; none is downloaded.
 */
public final class Browsers {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable", "chrome.exe");

	private static final List<String> ELSEWHERE = List.of(
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");

	private Browsers() {
	}

	public static Optional<Path> installed() {
		Stream<Path> onPath = Stream
			.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(java.io.File.pathSeparator))
			.flatMap((folder) -> NAMES.stream().map((name) -> Path.of(folder, name)));
		return Stream
			.of(Stream.ofNullable(System.getenv("CHROME_BIN")).map(Path::of), onPath, ELSEWHERE.stream().map(Path::of))
			.flatMap((candidates) -> candidates)
			.filter(Files::isExecutable)
			.findFirst();
	}

	public static Playwright playwright() {
		return Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
	}

	public static Browser launch(Playwright playwright, Path executable) {
		List<String> quiet = List.of("--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync");
		// Chromium's sandbox refuses to run as root, and builds in containers often run
		// as root.
		Stream<String> sandbox = "root".equals(System.getProperty("user.name")) ? Stream.of("--no-sandbox")
				: Stream.empty();
		return playwright.chromium()
			.launch(new BrowserType.LaunchOptions().setExecutablePath(executable)
				.setArgs(Stream.concat(quiet.stream(), sandbox).toList()));
	}

}
