package dev.marea.lab.local;

import java.io.PrintWriter;
import java.io.StringWriter;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.Event;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FleetConsoleTests {

	private final StringWriter said = new StringWriter();

	private final FleetConsole console = new FleetConsole(new PrintWriter(this.said));

	@Test
	void says_that_an_instance_is_not_ready_and_that_it_is_again() {
		tell(1, Event.CREATED);
		tell(4, Event.READY);
		tell(60, Event.UNREADY);
		tell(66, Event.READY);
		assertThat(this.said.toString().lines()).containsExactly("  worker-1 is ready after 3.0 s",
				"  worker-1 is not ready", "  worker-1 is ready again");
	}

	private void tell(int second, String kind) {
		this.console.accept(new ObservedEvent(second * 1_000_000_000L, kind, "worker", "worker-1", null, null));
	}

}
