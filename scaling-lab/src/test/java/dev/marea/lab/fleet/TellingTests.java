package dev.marea.lab.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.lab.observe.Happening;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TellingTests {

	@Test
	void a_listener_that_fails_keeps_nothing_from_the_others() {
		AtomicInteger changes = new AtomicInteger();
		List<String> heard = new ArrayList<>();
		try (Telling telling = new Telling(changes::incrementAndGet)) {
			telling.listen((happening) -> {
				throw new IllegalStateException("the disk is full");
			});
			telling.listen((happening) -> heard.add(happening.kind()));
			telling.tell("created", "worker", "worker-1", null);
			telling.tell(Happening.of("ready", "worker", "worker-1", null));
		}
		assertThat(heard).containsExactly("created", "ready");
		assertThat(changes).hasValue(2);
	}

	@Test
	void goes_on_after_a_change_that_could_not_be_published() {
		List<String> heard = new ArrayList<>();
		try (Telling telling = new Telling(() -> {
			throw new IllegalStateException("the disk is full");
		})) {
			telling.listen((happening) -> heard.add(happening.kind()));
			telling.changed();
			telling.tell("created", "worker", "worker-1", null);
			telling.tell("ready", "worker", "worker-1", null);
		}
		assertThat(heard).containsExactly("created", "ready");
	}

}
