package dev.marea.lab.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.marea.lab.observe.ObservedEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventBusTests {

	@Test
	void a_listener_that_fails_keeps_nothing_from_the_others() {
		AtomicInteger changes = new AtomicInteger();
		List<String> heard = new ArrayList<>();
		try (EventBus events = new EventBus(changes::incrementAndGet)) {
			events.listen((event) -> {
				throw new IllegalStateException("the disk is full");
			});
			events.listen((event) -> heard.add(event.kind()));
			events.publish("created", "worker", "worker-1", null);
			events.publish(ObservedEvent.of("ready", "worker", "worker-1", null));
		}
		assertThat(heard).containsExactly("created", "ready");
		assertThat(changes).hasValue(2);
	}

	@Test
	void goes_on_after_a_change_that_could_not_be_published() {
		List<String> heard = new ArrayList<>();
		try (EventBus events = new EventBus(() -> {
			throw new IllegalStateException("the disk is full");
		})) {
			events.listen((event) -> heard.add(event.kind()));
			events.changed();
			events.publish("created", "worker", "worker-1", null);
			events.publish("ready", "worker", "worker-1", null);
		}
		assertThat(heard).containsExactly("created", "ready");
	}

}
