package dev.marea.lab.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RunningFleetTests {

	@TempDir
	Path state;

	final List<String> heard = new CopyOnWriteArrayList<>();

	@BeforeEach
	void fleet() throws IOException {
		FleetStatus status = new FleetStatus(ProcessHandle.current().pid(), "test", "", null, null, null, null,
				Map.of(), List.of());
		Files.writeString(this.state.resolve(FleetStatus.FILE), RunFolder.JSON.writeValueAsString(status));
		Files.createFile(events());
	}

	@Test
	void tells_on_after_a_line_that_is_not_understood() throws IOException {
		try (RunningFleet running = RunningFleet.attach(this.state)) {
			running.listen((event) -> this.heard.add(String.valueOf(event.text())));
			append("{\"nanos\": \"soon\n");
			append("[]\n\n");
			append(line("after"));
			await().until(() -> this.heard.contains("after"));
		}
		assertThat(this.heard).containsExactly("after");
	}

	@Test
	void a_listener_that_fails_does_not_end_it() throws IOException {
		try (RunningFleet running = RunningFleet.attach(this.state)) {
			running.listen((event) -> {
				throw new IllegalStateException("a fault of the listener");
			});
			running.listen((event) -> this.heard.add(String.valueOf(event.text())));
			append(line("one"));
			append(line("two"));
			await().until(() -> this.heard.contains("two"));
		}
		assertThat(this.heard).containsExactly("one", "two");
	}

	@Test
	void keeps_characters_whole_that_lie_on_the_edge_of_what_is_read_at_once() throws IOException {
		String text = "€".repeat(1_200_000);
		try (RunningFleet running = RunningFleet.attach(this.state)) {
			running.listen((event) -> this.heard.add(String.valueOf(event.text())));
			append(line(text));
			await().until(() -> !this.heard.isEmpty());
		}
		assertThat(this.heard.getFirst().equals(text)).as("the text is as it was written").isTrue();
	}

	private Path events() {
		return this.state.resolve(StateFolder.EVENTS);
	}

	private void append(String text) throws IOException {
		Files.writeString(events(), text, StandardOpenOption.APPEND);
	}

	private static String line(String text) {
		return RunFolder.JSON.writeValueAsString(ObservedEvent.of("message", "worker", "worker-1", text)) + "\n";
	}

}
