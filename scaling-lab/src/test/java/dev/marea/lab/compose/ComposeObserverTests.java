package dev.marea.lab.compose;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.RunFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

class ComposeObserverTests {

	private static final String FIRST = StubDocker.recorded("web-1.json");

	private static final String SECOND = StubDocker.recorded("web-2.json");

	private static final String THIRD = StubDocker.recorded("web-3.json");

	private final List<ObservedEvent> events = new CopyOnWriteArrayList<>();

	private StubDocker docker;

	private ComposeObserver observer;

	@BeforeEach
	void watch() throws Exception {
		this.docker = new StubDocker();
		this.docker.lists(FIRST, SECOND);
		this.docker.knows(THIRD);
		this.observer = new ComposeObserver(this.docker.connect(), StubDocker.PROJECT, "web");
		this.observer.listen(this.events::add);
		await().until(() -> this.docker.listeners() == 1);
	}

	@AfterEach
	void stop() {
		this.observer.close();
		this.docker.close();
	}

	@Test
	void sees_the_containers_that_are_there_and_takes_nothing_for_happening() {
		Snapshot seen = this.observer.snapshot();
		assertThat(ready(seen)).isEqualTo(Map.of("web-1", true, "web-2", true));
		assertThat(seen.desired()).isEqualTo(2);
		assertThat(seen.metric()).isNull();
		assertThat(seen.instances()).allSatisfy((instance) -> {
			assertThat(instance.service()).isEqualTo("web");
			assertThat(instance.requests()).as("nobody counts them").isNull();
		});
		assertThat(this.events).isEmpty();
	}

	@Test
	void reads_what_a_container_uses() {
		await().until(() -> this.observer.snapshot().instances().getFirst().seen() != null);
		await().untilAsserted(() -> {
			Instance web = this.observer.snapshot().instances().getFirst();
			assertThat(web.cpuSeconds()).isCloseTo(32.9, within(0.1));
			assertThat(web.memory()).as("without inactive file cache").isEqualTo(usedMemory());
			assertThat(web.throttledSeconds()).isCloseTo(98.1, within(0.2));
		});
	}

	/** Usage less inactive file cache, of the last record. */
	private static long usedMemory() {
		JsonNode memory = RunFolder.JSON.readTree(StubDocker.recorded("stats.jsonl").lines().toList().getLast())
			.path("memory_stats");
		return memory.path("usage").asLong() - memory.path("stats").path("total_inactive_file").asLong();
	}

	@Test
	void tells_a_scale_out_from_creation_to_readiness() throws Exception {
		this.docker.tells(0, 2);
		await().until(() -> this.events.size() == 2);
		assertThat(ready(this.observer.snapshot())).containsEntry("web-3", false);
		assertThat(this.observer.snapshot().desired()).isEqualTo(3);
		this.docker.tells(2, 3);
		await().until(() -> this.events.size() == 3);
		assertThat(said()).containsExactly("created web-3 container 5cb4d63823dc", "started web-3", "ready web-3");
		assertThat(ready(this.observer.snapshot())).containsEntry("web-3", true);
	}

	@Test
	void tells_a_scale_in_from_the_stop_signal_to_the_end() throws Exception {
		this.docker.tells(0, 5);
		await().until(() -> this.events.size() == 5);
		assertThat(ready(this.observer.snapshot())).as("told to go, still there")
			.isEqualTo(Map.of("web-1", true, "web-2", false, "web-3", false));
		assertThat(this.observer.snapshot().desired()).isEqualTo(1);
		this.docker.tells(5, 9);
		await().until(() -> this.events.size() == 7);
		assertThat(said().subList(3, 7)).containsExactly("terminating web-3", "terminating web-2",
				"gone web-2 exit code 143", "gone web-3 exit code 143");
		assertThat(ready(this.observer.snapshot())).isEqualTo(Map.of("web-1", true));
	}

	@Test
	void takes_a_kill_without_the_stop_signal_for_a_crash() throws Exception {
		this.docker.tells(9, 11);
		await().until(() -> !this.events.isEmpty());
		assertThat(said()).containsExactly("crashed web-1 exit code 137");
		assertThat(ready(this.observer.snapshot())).as("it is wanted still").containsEntry("web-1", false);
		assertThat(this.observer.snapshot().desired()).isEqualTo(2);
	}

	@Test
	void a_container_that_ends_well_by_itself_is_gone() throws Exception {
		this.docker.tells(event(10).replace("\"137\"", "\"0\""));
		await().until(() -> !this.events.isEmpty());
		assertThat(said()).containsExactly("gone web-1 exit code 0");
		assertThat(this.observer.snapshot().desired()).isEqualTo(1);
	}

	@Test
	void tells_why_a_container_died_that_ran_out_of_memory_and_that_it_was_started_again() throws Exception {
		this.docker.tells(event(10).replace("\"die\"", "\"oom\""));
		this.docker.tells(event(10));
		this.docker.tells(event(1).replace(StubDocker.id(THIRD), StubDocker.id(FIRST)));
		this.docker.tells(event(2).replace(StubDocker.id(THIRD), StubDocker.id(FIRST)));
		await().until(() -> this.events.size() == 3);
		assertThat(said()).containsExactly("crashed web-1 out of memory, exit code 137", "restarted web-1",
				"ready web-1");
	}

	@Test
	void one_that_is_unhealthy_takes_no_requests() throws Exception {
		this.docker.tells(event(2).replace("healthy", "unhealthy").replace(StubDocker.id(THIRD), StubDocker.id(FIRST)));
		await().untilAsserted(() -> assertThat(ready(this.observer.snapshot())).containsEntry("web-1", false));
		assertThat(this.observer.snapshot().desired()).isEqualTo(2);
	}

	@Test
	void knows_a_container_by_what_it_calls_itself() throws Exception {
		assertThat(this.observer.nameOf("a3d7a02be3e3")).isEqualTo("web-1");
		assertThat(this.observer.nameOf("edge-1")).isEqualTo("edge-1");
		this.docker.tells(0, 1);
		await().untilAsserted(() -> assertThat(this.observer.nameOf("5cb4d63823dc")).isEqualTo("web-3"));
	}

	@Test
	void gives_no_name_twice_though_compose_gives_numbers_again() throws Exception {
		this.docker.tells(0, 9);
		String fourth = THIRD.replace("5cb4d63823dc", "0123456789ab");
		this.docker.knows(fourth);
		this.docker.tells(event(0).replace("5cb4d63823dc", "0123456789ab"));
		await().untilAsserted(() -> assertThat(ready(this.observer.snapshot())).containsKey("web-3.2"));
		assertThat(this.observer.nameOf("0123456789ab")).isEqualTo("web-3.2");
	}

	@Test
	void finds_out_afterwards_what_happened_while_docker_did_not_answer() throws Exception {
		this.docker.lists(StubDocker.with(FIRST, "\"Running\": true", "\"Running\": false"), THIRD);
		this.docker.hangsUp();
		await().untilAsserted(() -> assertThat(said()).hasSize(6)
			.satisfies((said) -> assertThat(said.getFirst()).matches("message null Docker did not answer for"
					+ " \\d+\\.\\d s \\(.*\\): its events ended; changes in the gap have the time of its end"))
			.contains("crashed web-2 not there any more", "crashed web-1 not running any more",
					"created web-3 container 5cb4d63823dc", "started web-3", "ready web-3"));
		this.docker.tells(3, 4);
		await().untilAsserted(() -> assertThat(said()).contains("terminating web-3"));
	}

	@Test
	void says_that_docker_does_not_answer_and_goes_on_when_it_does() throws Exception {
		this.docker.breaks(true);
		this.docker.tells(0, 1);
		await().untilAsserted(() -> assertThat(said()).singleElement()
			.asString()
			.matches("message null Docker does not answer since .* UTC: .*out of order.*"));
		this.docker.lists(FIRST, SECOND, THIRD);
		this.docker.breaks(false);
		await().untilAsserted(() -> assertThat(said()).contains("ready web-3"));
		assertThat(said().get(1)).startsWith("message null Docker did not answer for ");
		assertThat(said()).filteredOn((said) -> said.contains("web-3"))
			.containsExactly("created web-3 container 5cb4d63823dc", "started web-3", "ready web-3");
		await().until(() -> this.docker.listeners() == 2);
		this.docker.tells(event(3));
		await().untilAsserted(() -> assertThat(said()).endsWith("terminating web-3"));
	}

	@Test
	void begins_anew_to_read_what_a_container_uses_when_that_ended() throws Exception {
		await().until(() -> this.docker.statistics() == 2);
		this.docker.endsStatistics();
		await().until(() -> this.docker.statistics() == 2);
		assertThat(this.events).isEmpty();
	}

	private static String event(int number) {
		return StubDocker.recorded("events.jsonl").lines().toList().get(number);
	}

	private List<String> said() {
		return this.events.stream()
			.map((event) -> event.kind() + " " + event.instance() + ((event.text() != null) ? " " + event.text() : ""))
			.toList();
	}

	private static Map<String, Boolean> ready(Snapshot snapshot) {
		return snapshot.instances("web").stream().collect(Collectors.toMap(Instance::name, Instance::ready));
	}

}
