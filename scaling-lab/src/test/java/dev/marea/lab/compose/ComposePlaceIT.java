package dev.marea.lab.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.Observed;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.run.Event;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Docker engine and a project whose only service uses its small CPU limit. Skipped
 * without an engine with compose or without the image, unless the profile containers
 * requires them.
 */
@Tag("containers")
class ComposePlaceIT {

	private static final String IMAGE = "curlimages/curl:8.22.0";

	private static final String PROJECT = "marea-compose-place-it-" + ProcessHandle.current().pid();

	@TempDir
	Path temporary;

	private final List<ObservedEvent> events = new CopyOnWriteArrayList<>();

	private Path file;

	@BeforeEach
	void start() throws IOException {
		boolean obliged = "containers".equals(System.getProperty("marea.required"));
		if (!obliged) {
			assumeThat(runs("docker", "compose", "version")).as("docker compose is here").isTrue();
			assumeThat(runs("docker", "image", "inspect", IMAGE)).as(IMAGE + " is here").isTrue();
		}
		this.file = Files.writeString(this.temporary.resolve("compose.yaml"), """
				services:
				  burner:
				    image: %s
				    entrypoint: [sh, -c, "trap 'exit 143' TERM; (while :; do :; done) & wait"]
				    cpus: 0.1
				    mem_limit: 32m
				    healthcheck: { test: [CMD, "true"], interval: 1s, timeout: 5s, retries: 10 }
				""".formatted(IMAGE));
		compose("up", "--detach", "--wait");
	}

	@AfterEach
	void stop() {
		if (this.file != null) {
			compose("down", "--timeout", "2");
		}
	}

	@Test
	void sees_a_scale_out_and_a_scale_in_and_what_the_containers_use() {
		Observed observed = ComposePlace.watch(Docker.connect(), PROJECT, null);
		try (Observer observer = observed.observer()) {
			observer.listen(this.events::add);
			assertThat(observed.service()).isEqualTo("burner");
			assertThat(ready(observer)).isEqualTo(Map.of("burner-1", true));

			compose("up", "--detach", "--scale", "burner=3");
			patiently()
				.untilAsserted(() -> assertThat(ready(observer).values()).containsExactlyInAnyOrder(true, true, true));
			assertThat(observer.snapshot().desired()).isEqualTo(3);
			assertThat(kinds("burner-3")).containsExactly(Event.CREATED, Event.STARTED, Event.READY);
			patiently().untilAsserted(() -> assertThat(observer.snapshot().instances()).allSatisfy((burner) -> {
				assertThat(burner.cpuSeconds()).isPositive();
				assertThat(burner.memory()).isBetween(1L, 32L << 20);
				assertThat(burner.throttledSeconds()).as("it wants a whole core").isPositive();
			}));

			compose("up", "--detach", "--scale", "burner=1");
			patiently().until(() -> ready(observer).size(), (left) -> left == 1);
			assertThat(observer.snapshot().desired()).isEqualTo(1);
			assertThat(this.events).filteredOn((event) -> event.kind().equals(Event.TERMINATING)).hasSize(2);
			assertThat(this.events).filteredOn((event) -> event.kind().equals(Event.GONE)).hasSize(2);
			assertThat(this.events).noneMatch((event) -> event.kind().equals(Event.CRASHED));
		}
	}

	private static ConditionFactory patiently() {
		return await().atMost(Duration.ofSeconds(60));
	}

	private List<String> kinds(String instance) {
		Predicate<ObservedEvent> of = (event) -> instance.equals(event.instance());
		return this.events.stream().filter(of).map(ObservedEvent::kind).toList();
	}

	private static Map<String, Boolean> ready(Observer observer) {
		return observer.snapshot()
			.instances("burner")
			.stream()
			.collect(Collectors.toMap(Instance::name, Instance::ready));
	}

	private void compose(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of("docker", "compose", "--project-name", PROJECT, "--file", this.file.toString()));
		command.addAll(List.of(arguments));
		assertThat(runs(command.toArray(String[]::new))).as(String.join(" ", command)).isTrue();
	}

	private static boolean runs(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			boolean done = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
			if (!done) {
				System.err.println(said);
			}
			return done;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new UncheckedIOException(new IOException(ex));
		}
	}

}
