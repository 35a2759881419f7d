package dev.marea.lab.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.measure.Measures;
import dev.marea.lab.measure.LoadTotals;
import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;

/**
 * A day of watching 15 pods, each of which is replaced every other hour. As a program, it
 * processes the day as {@code watch} does at its end.
 */
final class LongRun {

	static final int LENGTH = (int) Duration.ofHours(24).toSeconds();

	static final int PODS = 15;

	/** Seconds between two decisions. */
	static final int DECISION = 300;

	private static final int LIFE = 7200;

	private LongRun() {
	}

	public static void main(String[] args) {
		Path folder = Path.of(args[0]);
		Run run = RunFolder.read(folder);
		Summary summary = Measures.summarize(run, new LoadTotals(), Measures.SLOW_START);
		System.out.println(RunFolder.JSON.writeValueAsString(summary));
		System.out.println(Report.write(folder, run.withSummary(summary)));
	}

	static void write(Path folder) {
		RunInfo info = new RunInfo("day", Instant.EPOCH, List.of("watch"), null, null, null, Slo.DEFAULT, "shop", 80.0,
				null, RunInfo.Versions.current(), List.of());
		try (RunFolder run = RunFolder.create(folder, info)) {
			for (int t = 0; t < LENGTH; t++) {
				run.second(second(t));
				events(run, t);
			}
		}
	}

	private static Second second(int t) {
		Map<String, InstanceSecond> pods = new TreeMap<>();
		double offered = 0;
		for (int pod = 0; pod < PODS; pod++) {
			int requests = 40 + (t / 60 + pod * 7) % 30;
			offered += requests;
			pods.put(name(t, pod), new InstanceSecond(requests, true, requests / 123.0, 300_000_000L + t * 1000L + pod,
					requests / 1234.0, requests / 20, null, null));
		}
		int need = (int) Math.ceil(offered / 80);
		return new Second(t, offered, 0, 0, 0, null, null, null, need, PODS, PODS, offered / PODS, pods, Map.of());
	}

	private static String name(int t, int pod) {
		return "marea-catalog-service-7d9f8b6c5d-%d-%02d".formatted((t + pod * 97) / LIFE, pod);
	}

	private static void events(RunFolder run, int t) {
		if (t % DECISION == 0) {
			run.event(Event.decision(t, "shop", PODS + t / DECISION % 2, "decision " + t / DECISION));
		}
		if (t % 5 == 0) {
			run.event(new Event(t, Event.MESSAGE, "shop", name(t, 0), null, "something that is said every 5 s: " + t));
		}
		for (int pod = 0; pod < PODS; pod++) {
			if (t > 0 && !name(t, pod).equals(name(t - 1, pod))) {
				run.event(Event.of(t - 0.9, Event.CREATED, "shop", name(t, pod)));
				run.event(Event.of(t - 0.5, Event.READY, "shop", name(t, pod)));
				run.event(Event.of(t - 0.4, Event.TERMINATING, "shop", name(t - 1, pod)));
				run.event(Event.of(t - 0.1, Event.GONE, "shop", name(t - 1, pod)));
			}
		}
	}

}
