package dev.marea.lab.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import dev.marea.lab.fleet.AotTraining;
import dev.marea.lab.load.Load;
import dev.marea.lab.load.Target;
import dev.marea.lab.scenario.Scenario;

/** The requests of a training: a few visitors at once, for a given time. */
final class TrainingLoad implements AotTraining.Requests {

	private static final int VISITORS = 4;

	@Override
	public void send(String url, Path scenario, Duration lasting) {
		try (Load load = new Load(Target.of(url, Set.of()), Scenario.read(scenario), 1)) {
			load.setUp();
			load.capacity(VISITORS, Duration.ZERO, lasting);
		}
	}

}
