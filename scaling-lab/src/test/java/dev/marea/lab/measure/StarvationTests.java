package dev.marea.lab.measure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance of two that are wanted, which serves 50/s and is full from 10 s on; the
 * machine is starved from 10 s to 20 s.
 */
class StarvationTests {

	private static final MachineSecond STARVED = new MachineSecond(0.99, 0.0, 0.9, 0.2, Map.of());

	private static final MachineSecond IDLE = new MachineSecond(0.3, 0.0, 0.1, 0.001, Map.of());

	private final Starvation starvation = starvation(2, 50, List.of());

	@Test
	void excuses_what_a_full_instance_refused_while_the_machine_was_starved() {
		assertThat(this.starvation.excuses(refused(11, 13, "catalog-1"))).isTrue();
	}

	@Test
	void excuses_an_answer_that_did_not_come_while_the_machine_was_starved() {
		assertThat(this.starvation.excuses(late(9, 19))).isTrue();
	}

	@Test
	void excuses_nothing_while_the_machine_had_processor_time() {
		assertThat(this.starvation.excuses(refused(21, 23, "catalog-1"))).isFalse();
		assertThat(this.starvation.excuses(late(18, 28))).as("most of its life").isFalse();
	}

	@Test
	void excuses_no_refusal_of_an_instance_that_was_not_full() {
		assertThat(this.starvation.excuses(refused(11, 13, "catalog-2"))).isFalse();
	}

	@Test
	void excuses_no_error_that_a_lack_of_cpu_does_not_cause() {
		assertThat(this.starvation.excuses(new FailedRequest(11, 13, 500, false, List.of("catalog-1")))).isFalse();
		assertThat(this.starvation.excuses(new FailedRequest(11, 13, 502, false, List.of()))).isFalse();
		assertThat(this.starvation.excuses(new FailedRequest(11, 13, 201, false, List.of("catalog-1"))))
			.as("a wrong answer")
			.isFalse();
		assertThat(this.starvation.excuses(new FailedRequest(11, 11, 0, false, List.of())))
			.as("a connection that broke")
			.isFalse();
	}

	@Test
	void excuses_nothing_in_a_scale_in() {
		Starvation shrinking = starvation(2, 50, List.of(new Summary.ScaleIn(12.4, 14, 1)));
		assertThat(shrinking.excuses(refused(11, 13, "catalog-1"))).as("may still have been under way").isFalse();
		assertThat(shrinking.excuses(refused(13, 14, "catalog-1"))).isFalse();
		assertThat(shrinking.excuses(refused(15, 16, "catalog-1"))).isTrue();
	}

	@Test
	void excuses_no_lack_of_instances_that_nobody_wanted() {
		Starvation alone = starvation(1, 50, List.of());
		assertThat(alone.excuses(refused(11, 13, "catalog-1"))).as("it served all that it can").isFalse();
		Starvation slowed = starvation(1, 39, List.of());
		assertThat(slowed.excuses(refused(11, 13, "catalog-1"))).as("it served less than it can").isTrue();
	}

	@Test
	void tells_how_much_of_a_run_the_machine_explains() {
		List<Second> seconds = run(2, 50).seconds();
		Summary.Machine machine = this.starvation.summary(
				List.of(refused(11, 13, "catalog-1"), refused(21, 23, "catalog-1")),
				List.of(seconds.get(11), seconds.get(12), seconds.get(25)));
		assertThat(machine).isEqualTo(new Summary.Machine(0.53, 10, 10, 1, 1));
	}

	@Test
	void leaves_out_the_seconds_that_the_summary_ignores() {
		Run run = run(2, 50);
		Run ignoring = new Run(run.info().withIgnoreFirst(15.0), run.seconds(), run.events(), null);
		assertThat(new Starvation(ignoring, List.of()).summary(List.of(), List.of()))
			.isEqualTo(new Summary.Machine(0.53, 5, 5, 0, 0));
	}

	@Test
	void tells_nothing_of_a_machine_that_nobody_watched() {
		Run run = new Run(run(2, 50).info(), List.of(second(0, null, 2, 50)), List.of(), null);
		assertThat(new Starvation(run, List.of()).summary(List.of(), List.of())).isNull();
	}

	private static FailedRequest refused(double intended, double done, String instance) {
		return new FailedRequest(intended, done, 503, false, List.of("gateway-1", instance));
	}

	private static FailedRequest late(double intended, double done) {
		return new FailedRequest(intended, done, 0, true, List.of());
	}

	private static Starvation starvation(int desired, int served, List<Summary.ScaleIn> scaleIns) {
		return new Starvation(run(desired, served), scaleIns);
	}

	private static Run run(int desired, int served) {
		List<Second> seconds = new ArrayList<>();
		for (int t = 0; t < 30; t++) {
			seconds.add(second(t, (t >= 10 && t < 20) ? STARVED : IDLE, desired, served));
		}
		RunInfo info = new RunInfo("run", Instant.EPOCH, List.of(), null, null, null, Slo.DEFAULT, "catalog", 50.0,
				null, new RunInfo.Versions("1", "25", "Linux", 2), List.of());
		return new Run(info, seconds, List.of(), null);
	}

	private static Second second(int t, @Nullable MachineSecond machine, int desired, int served) {
		Map<String, InstanceSecond> instances = Map.of("catalog-1",
				new InstanceSecond((t >= 10) ? served : 10, true, 0.2, (t >= 10) ? 124 : 1), "catalog-2",
				new InstanceSecond(0, false, null, 0));
		return new Second(t, 100.0, 100, 100, 0, null, null, null, 2, desired, 1, null, instances, Map.of())
			.withMachine(machine);
	}

}
