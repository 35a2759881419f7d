package dev.marea.lab.shadow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.marea.lab.check.Output;
import dev.marea.lab.cli.ExitCode;
import dev.marea.lab.cli.Failure;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.load.Interruption;
import dev.marea.lab.load.Recording;
import dev.marea.lab.run.RunClock;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Slo;
import dev.marea.lab.shadow.LiveChange.Outcome;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;

/**
 * Decides beside a live controller for a while, prints each change and each difference,
 * and records a run.
 *
 * @param hpa the HorizontalPodAutoscaler of the shadow
 * @param out the run's folder; absent for a new one
 * @param seconds how long
 * @param command the command line
 */
public record ShadowRun(Hpa hpa, Settings settings, Output output, @Nullable Path out, double seconds,
		List<String> command) {

	/** The file of the result in the run's folder. */
	public static final String FILE = "shadow.json";

	/** Seconds between two readings of the desired replicas. */
	private static final double POLL = 1;

	/**
	 * Runs until the time is over, or until Ctrl-C.
	 * @return the exit code
	 */
	public int beside(LiveTarget live) throws InterruptedException {
		ShadowObserver observer = new ShadowObserver(live.name());
		Interruption interruption = new Interruption();
		try (interruption; observer) {
			RunClock clock = RunClock.startingIn(Recording.PREPARATION);
			RunInfo info = info(clock, live);
			Recording recording = new Recording(this.output, this.out, observer, null);
			Shadow[] shadow = new Shadow[1];
			recording.record(info, clock, null, Duration.ZERO, (recorder) -> {
				recorder.whenBroken(interruption::end);
				shadow[0] = new Shadow(this.hpa, this.settings, live, clock.started().toEpochMilli() / 1000.0,
						recorder::event);
				follow(shadow[0], observer, clock, interruption);
			});
			return finish(shadow[0].result(), recording.path(info));
		}
	}

	private void follow(Shadow shadow, ShadowObserver observer, RunClock clock, Interruption interruption) {
		double next = 0;
		while (interruption.awaitMoment(clock.nanosAt(next))) {
			shadow.poll(Math.round(Math.max(next, clock.now()) * 1000) / 1000.0);
			observer.saw(shadow);
			if (next >= this.seconds) {
				return;
			}
			// A slow answer delays the next reading, and does not add readings.
			next = Math.min(this.seconds, Math.max(next + POLL, Math.floor(clock.now()) + 1));
		}
	}

	private RunInfo info(RunClock clock, LiveTarget live) {
		return new RunInfo(RunInfo.newId(clock.started(), "shadow"), clock.started(), this.command, null, null, null,
				Slo.DEFAULT, live.name(), null, this.hpa.toJson(), RunInfo.Versions.current(), live.notes());
	}

	private int finish(ShadowResult result, Path folder) {
		try {
			RunFolder.write(folder.resolve(FILE),
					RunFolder.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result) + "\n");
		}
		catch (IOException ex) {
			throw new Failure("%s cannot be written: %s".formatted(folder.resolve(FILE), ex.getMessage()), ex);
		}
		this.output.line("  shadow      %d syncs".formatted(result.syncs()));
		this.output.line(
				"              changes of the live controller: %d equal, %d within one sync, %d different, %d undecided"
					.formatted(result.changes(Outcome.EQUAL), result.changes(Outcome.WITHIN_ONE_SYNC),
							result.changes(Outcome.DIFFERENT), result.changes(Outcome.UNDECIDED)));
		this.output.line("              decisions of the shadow that the live controller did not carry out: %d"
			.formatted(result.differences().size()));
		if (result.blind()) {
			throw new Failure("no metric had a value in %d syncs, so nothing was compared; the reasons are in %s."
				.formatted(result.syncs(), folder.resolve("events.jsonl")));
		}
		return result.equal() ? ExitCode.HELD : ExitCode.NOT_HELD;
	}

}
