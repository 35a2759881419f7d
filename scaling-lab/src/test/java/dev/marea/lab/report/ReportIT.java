package dev.marea.lab.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Media;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The report in a browser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class ReportIT {

	private Playwright playwright;

	private Browser browser;

	private Path day;

	@BeforeAll
	void launch(@TempDir Path temporary) {
		Optional<Path> executable = Reader.executable();
		assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH, and CHROME_BIN names none");
		this.playwright = Reader.playwright();
		this.browser = Reader.launch(this.playwright, executable.orElseThrow());
		this.day = Report.write(SyntheticRun.write(temporary.resolve("day")));
	}

	@AfterAll
	void quit() {
		if (this.playwright != null) {
			this.playwright.close();
		}
	}

	@AfterEach
	void leave() {
		this.browser.contexts().forEach(BrowserContext::close);
	}

	@Test
	void draws_all_plots_and_asks_the_network_for_nothing() {
		Reader reader = read(this.day, 1280);
		assertThat(reader.page().locator("#plots h2"))
			.hasText(new String[] { "Load", "Instances", "Life of each instance", "Latency", "Errors",
					"Share of each instance", "What the autoscaler saw", "CPU of each instance" });
		assertThat(reader.page().locator("canvas")).hasCount(9);
		assertThat(reader.requests()).containsExactly(this.day.toUri().toString());
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void has_one_cursor_that_says_why_the_autoscaler_decided() {
		Reader reader = read(this.day, 1280);
		reader.point("Latency", 43.5 / 200);
		assertThat(reader.page().locator("#at")).hasText("43 s");
		assertThat(reader.legend("Load")).containsText("sent 52");
		assertThat(reader.page().locator("#plots .said"))
			.containsText("43.5 s desired 1 → 2: http_requests_per_second 47.0 over target 40");
	}

	@Test
	void shows_when_the_machine_lacked_cpu_and_what_used_it(@TempDir Path folder) {
		Reader reader = read(Report.write(SyntheticRun.writeStarved(folder)), 1280);
		assertThat(reader.page().locator("#plots h2"))
			.hasText(new String[] { "Load", "Instances", "Life of each instance", "Latency", "Errors", "Machine",
					"Load generator", "Share of each instance", "What the autoscaler saw", "CPU of each instance" });
		Locator machine = reader.plot("Machine");
		assertThat(machine.locator("[tabindex]")).hasAttribute("aria-label",
				"Machine: CPU busy max 97 %; lacked CPU: 60 s – 75 s");
		reader.point("Latency", 65.5 / 200);
		assertThat(machine.locator(".said")).containsText("65 s lacked CPU: catalog-service-4 0.9, lab 0.2");
		assertThat(machine.locator(".legend")).containsText("stolen 2 %CPU busy 97 %waiting for CPU 80 %");
		assertThat(reader.legend("Load generator")).containsText("late 150 ms");
		machine.getByText("by process").click();
		machine.locator("[tabindex]").focus();
		reader.page().keyboard().press("ArrowRight");
		assertThat(machine.locator(".legend")).containsText("lab 0.2");
		assertThat(machine.locator(".legend")).containsText("3 more of the run");
		reader.page().locator("#language").click();
		assertThat(reader.legend("Máquina")).containsText("todo lo demás");
		assertThat(reader.page().locator("#plots")).containsText("segundos en que a esta máquina le faltó CPU");
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void legends_have_figures_without_a_cursor_and_of_the_shown_time() {
		Reader reader = read(this.day, 1280);
		assertThat(reader.entry("Instances", "ready")).hasText("ready min 1 · max 6");
		assertThat(reader.entry("Load", "capacity, ready")).hasText("capacity, ready min 78 · max 470");
		assertThat(reader.entry("Latency", "p99")).containsText("min ");
		assertThat(reader.page().locator("#latency .legend")).containsText("latency at most p90 ");
		assertThat(reader.page().locator("#histogram .said")).containsText("requests, ");
		reader.point("Latency", 0.99);
		assertThat(reader.entry("Instances", "ready")).hasText("ready 1");
		reader.page().locator("#whole").hover();
		assertThat(reader.entry("Instances", "ready")).hasText("ready min 1 · max 6");
		reader.drag("Load", 0, 0.1);
		reader.page().locator("#whole").hover();
		assertThat(reader.entry("Instances", "ready")).hasText("ready min 1 · max 1");
	}

	@Test
	void capacity_is_a_band_behind_the_load() {
		Reader reader = read(this.day, 1280);
		assertThat(reader.legend("Load").locator(".name"))
			.hasText(new String[] { "capacity, ready", "capacity, desired", "offered", "sent", "answered" });
		assertThat(reader.plot("Load").locator("header")).containsText("one instance serves 78.4/s");
		String band = "(() => { const canvas = document.querySelector('#plots canvas');"
				+ " const at = canvas.getContext('2d').getImageData(canvas.width * 0.7, canvas.height * 0.7, 1, 1).data;"
				+ " return [...at].join(); })()";
		Object filled = reader.page().evaluate(band);
		reader.entry("Load", "capacity, ready").click();
		reader.entry("Load", "capacity, desired").click();
		assertThat(reader.page().evaluate(band)).isNotEqualTo(filled);
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void curves_are_hidden_and_shown_by_keyboard() {
		Reader reader = read(this.day, 1280);
		Locator entry = reader.entry("Latency", "max");
		assertThat(entry).hasAttribute("aria-pressed", "true");
		entry.focus();
		reader.page().keyboard().press("Space");
		assertThat(entry).hasAttribute("aria-pressed", "false");
		assertThat(entry).isFocused();
		reader.page().locator("#theme").click();
		assertThat(entry).hasAttribute("aria-pressed", "false");
		entry.focus();
		reader.page().keyboard().press("Enter");
		assertThat(entry).hasAttribute("aria-pressed", "true");
		reader.plot("Latency").getByText("linear").focus();
		reader.page().keyboard().press("Enter");
		assertThat(reader.plot("Latency").getByText("linear")).isFocused();
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void a_hidden_layer_of_a_stack_leaves_the_others_with_their_own_figures() {
		Reader reader = read(this.day, 1280);
		reader.entry("Share of each instance", "#1").click();
		assertThat(reader.entry("Share of each instance", "#1")).hasAttribute("aria-pressed", "false");
		reader.point("Share of each instance", 0.99);
		assertThat(reader.entry("Share of each instance", "#1")).containsText(Pattern.compile("#1 \\d"));
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void begins_in_the_browsers_language_with_its_figures() {
		Reader reader = new Reader(this.browser, this.day, 1280, "es-AR");
		assertThat(reader.page().locator("html")).hasAttribute("lang", "es");
		assertThat(reader.page()).hasTitle(Pattern.compile("^Creció de 1 a 6 instancias"));
		assertThat(reader.page().locator("h1")).containsText("16.246 peticiones");
		assertThat(reader.page().locator("#results")).containsText("1,20 s");
		assertThat(reader.plot("Carga").locator("header")).containsText("una instancia atiende 78,4/s");
		assertThat(reader.entry("Instancias", "listas")).hasText("listas mín. 1 · máx. 6");
		reader.page().locator("#language").click();
		assertThat(reader.page().locator("h1")).containsText("16,246 requests");
		reader.page().reload();
		assertThat(reader.page().locator("html")).hasAttribute("lang", "es");
		assertThat(new Reader(this.browser, this.day, 1280, "fr-FR").page().locator("html")).hasAttribute("lang", "en");
	}

	/** What a page shows that is neither a name nor a unit must have its Spanish. */
	@Test
	void every_text_of_a_plot_has_its_spanish(@TempDir Path folder) {
		Reader reader = new Reader(this.browser, Report.write(SyntheticRun.writeStarved(folder)), 1280, "es");
		assertThat(reader.page().locator("#plots")).not()
			.containsText(
					Pattern.compile("\\b(the|of|and|with|requests|instances|ready|starting|machine|load|seconds)\\b",
							Pattern.CASE_INSENSITIVE));
	}

	@Test
	void paper_has_the_legends_with_their_figures_and_no_buttons_of_the_screen() {
		Reader reader = read(this.day, 1280);
		reader.page().evaluate("dispatchEvent(new Event('beforeprint'))");
		reader.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
		assertThat(reader.entry("Load", "sent")).isVisible();
		assertThat(reader.entry("Load", "sent").locator(".figures")).containsText("mean ");
		assertThat(reader.page().locator("#requests table")).isVisible();
		assertThat(reader.page().locator("#histogram canvas")).isVisible();
		assertThat(reader.plot("Latency").getByText("linear")).isHidden();
		assertThat(reader.page().locator("#language")).isHidden();
	}

	@Test
	void zooms_all_plots_at_once() {
		Reader reader = read(this.day, 1280);
		reader.drag("Load", 0.25, 0.5);
		reader.point("What the autoscaler saw", 0.004);
		assertThat(reader.page().locator("#at")).hasText("50 s");
		reader.page().locator("#whole").click();
		reader.point("What the autoscaler saw", 0.004);
		assertThat(reader.page().locator("#at")).hasText("1 s");
	}

	@Test
	void is_read_by_keyboard() {
		Reader reader = read(this.day, 1280);
		reader.plot("Load").locator("[tabindex]").focus();
		for (int i = 0; i < 3; i++) {
			reader.page().keyboard().press("Shift+ArrowRight");
		}
		assertThat(reader.page().locator("#at")).hasText("30 s");
		assertThat(reader.legend("CPU of each instance")).containsText("#1 0.14");
	}

	@Test
	void speaks_spanish_and_english_again() {
		Reader reader = read(this.day, 1280);
		reader.page().locator("#language").click();
		assertThat(reader.page().locator("h1")).containsText("Creció de 1 a 6 instancias y volvió");
		assertThat(reader.page().locator("html")).hasAttribute("lang", "es");
		assertThat(reader.page().locator("#plots h2").first()).hasText("Carga");
		reader.page().locator("#language").click();
		assertThat(reader.page().locator("h1")).containsText("Grew from 1 to 6 instances and back");
		assertThat(reader.page().locator("#plots h2").first()).hasText("Load");
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void fits_a_narrow_screen_in_both_languages() {
		Reader reader = read(this.day, 360);
		assertThat(reader.page().evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
		reader.page().locator("#language").click();
		assertThat(reader.page().evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
	}

	@Test
	void runs_no_script_that_a_run_brings(@TempDir Path folder) {
		String hostile = "</script><script>alert(1)</script><img src=x onerror='alert(2)'>";
		RunInfo info = new RunInfo(hostile, Instant.EPOCH, List.of(hostile), hostile, hostile, hostile, Slo.DEFAULT,
				null, 80.0, null, RunInfo.Versions.current(), List.of(hostile));
		try (RunFolder run = RunFolder.create(folder, info)) {
			for (int t = 0; t < 3; t++) {
				run.second(new Second(t, 1.0, 1, 1, 0, 0.1, 0.1, 0.1, 1, 1, 1, null,
						Map.of(hostile, new InstanceSecond(1, true, null, null)), Map.of()));
			}
			run.event(new Event(1, Event.CRASHED, null, hostile, null, hostile));
		}
		Reader reader = read(Report.write(folder), 1280);
		reader.point("Instances", 1.0 / 3);
		assertThat(reader.page().locator("#plots .said")).containsText(hostile);
		assertThat(reader.page().locator("img")).hasCount(0);
		assertThat(reader.complaints()).isEmpty();
	}

	@Test
	void lays_two_runs_over_each_other(@TempDir Path folder) {
		Report a = Report.of(this.day.getParent());
		Report b = Report.of(SyntheticRun.writeCounterProof(folder.resolve("b")));
		Path page = new ComparisonPage(new Comparison(a.run(), b.run()), a, b).writeTo(folder.resolve("compare.html"));
		Reader reader = read(page, 1280);
		assertThat(reader.page().locator("canvas")).hasCount(6);
		reader.point("Instances", 0.5);
		assertThat(reader.legend("Instances")).containsText("A 6B 1");
		assertThat(reader.complaints()).isEmpty();
	}

	private Reader read(Path report, int width) {
		return new Reader(this.browser, report, width);
	}

}
