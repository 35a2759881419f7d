package dev.marea.lab.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.MachineSecond;
import dev.marea.lab.run.Quantiles;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.RunInfo;
import dev.marea.lab.run.Second;
import dev.marea.lab.run.Slo;
import dev.marea.lab.run.Summary;
import org.HdrHistogram.Histogram;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A synthetic run: a day's traffic in a number of seconds, with an autoscaler that scales
 * from one instance to several and back. It is the same every time.
 */
public final class SyntheticRun {

	public static final String SERVICE = "catalog-service";

	private static final double CAPACITY = 78.4;

	private static final double TARGET = 40;

	private static final int START_UP = 4;

	private static final int DRAIN = 3;

	private static final int DOWN_WINDOW = 15;

	private static final String HPA = """
			apiVersion: autoscaling/v2
			kind: HorizontalPodAutoscaler
			metadata:
			  name: catalog-service
			spec:
			  minReplicas: 1
			  maxReplicas: %d
			  metrics:
			    - type: Pods
			      pods:
			        metric:
			          name: http_requests_per_second
			        target:
			          type: AverageValue
			          averageValue: "40"
			  behavior:
			    scaleDown:
			      stabilizationWindowSeconds: 15
			""";

	private static final class Instance {

		private final String name;

		private final int created;

		private int leaving = Integer.MAX_VALUE;

		private boolean served;

		private Instance(String name, int created) {
			this.name = name;
			this.created = created;
		}

		private boolean ready(int t) {
			return t >= this.created + START_UP && t < this.leaving;
		}

	}

	private final Random random = new Random(42);

	private final String name;

	private final int length;

	private final double peak;

	private final int max;

	private final List<Instance> instances = new ArrayList<>();

	private final List<Second> seconds = new ArrayList<>();

	private final List<Event> events = new ArrayList<>();

	private final List<Histogram> latencies = new ArrayList<>();

	private final Deque<Double> rates = new ArrayDeque<>();

	private final Deque<Integer> recommended = new ArrayDeque<>();

	private int desired = 1;

	private int named = 1;

	private SyntheticRun(String name, int length, double peak, int max) {
		this.name = name;
		this.length = length;
		this.peak = peak;
		this.max = max;
		this.instances.add(new Instance(SERVICE + "-1", -10));
		for (int t = 0; t < length; t++) {
			second(t);
		}
	}

	/** 200 s in which one instance becomes six and one again. */
	public static Run day() {
		return new SyntheticRun("day", 200, 215, 8).run();
	}

	/** The same load on one instance. */
	public static Run counterProof() {
		return new SyntheticRun("counter-proof", 200, 215, 1).run();
	}

	/** An hour and more, with many instances. */
	public static Run hours(int hours) {
		return new SyntheticRun("hours", hours * 3600, 780, 20).run();
	}

	/** Writes {@link #day()} and its latencies as a run's folder. */
	public static Path write(Path folder) {
		return new SyntheticRun("day", 200, 215, 8).writeTo(folder);
	}

	/** Writes {@link #counterProof()} and its latencies as a run's folder. */
	public static Path writeCounterProof(Path folder) {
		return new SyntheticRun("counter-proof", 200, 215, 1).writeTo(folder);
	}

	/** Writes {@link #hours} and its latencies as a run's folder. */
	public static Path writeHours(Path folder, int hours) {
		return new SyntheticRun("hours", hours * 3600, 780, 20).writeTo(folder);
	}

	/**
	 * Writes {@link #day()} with a machine that had too little CPU from second 60 to 75
	 * as a run's folder.
	 */
	public static Path writeStarved(Path folder) {
		SyntheticRun day = new SyntheticRun("starved", 200, 215, 8);
		day.seconds.replaceAll((second) -> second.withMachine(machine(second)));
		return day.writeTo(folder);
	}

	private static MachineSecond machine(Second second) {
		boolean starved = second.t() >= 60 && second.t() < 75;
		Map<String, Double> processes = new TreeMap<>(Map.of("lab", 0.2, "database", 0.12, "gateway-service-1", 0.1,
				"order-service-1", 0.04, "order-service-2", 0.03));
		second.instances().forEach((name, instance) -> processes.put(name, instance.cpu()));
		double used = processes.values().stream().mapToDouble(Double::doubleValue).sum();
		return starved ? new MachineSecond(0.97, 0.02, 0.8, 0.15, processes)
				: new MachineSecond(Math.min(0.9, used / 2 + 0.05), 0.0, 0.1, 0.002, processes);
	}

	private Path writeTo(Path folder) {
		Run run = run();
		try (RunFolder out = RunFolder.create(folder, run.info())) {
			run.seconds().forEach(out::second);
			run.events().forEach(out::event);
			this.latencies.forEach(out::latency);
			if (run.summary() != null) {
				out.finish(run.summary());
			}
		}
		return folder;
	}

	private void second(int t) {
		double rate = 22 + this.peak * Math.exp(-Math.pow((t - this.length * 0.42) / (this.length * 0.14), 2))
				+ this.peak * 0.35 * Math.exp(-Math.pow((t - this.length * 0.62) / (this.length * 0.04), 2));
		int arrivals = (int) Math.max(0, Math.round(rate + this.random.nextGaussian() * Math.sqrt(rate)));
		leave(t);
		List<Instance> ready = this.instances.stream().filter((instance) -> instance.ready(t)).toList();
		double load = arrivals / (ready.size() * CAPACITY);
		int refused = (load > 1.15) ? (int) (arrivals - ready.size() * CAPACITY * 1.02) : 0;
		Map<String, InstanceSecond> shares = shares(t, arrivals - refused, ready);
		Histogram latency = latency(t, arrivals - refused, load);
		Map<String, Integer> statuses = new LinkedHashMap<>(Map.of("200", arrivals - refused));
		if (refused > 0) {
			statuses.put("503", refused);
		}
		this.rates.add((double) arrivals - refused);
		if (this.rates.size() > 4) {
			this.rates.remove();
		}
		double metric = this.rates.stream().mapToDouble(Double::doubleValue).average().orElse(0) / ready.size();
		if (t % 2 == 1) {
			decide(t, metric, ready.size());
		}
		this.seconds
			.add(new Second(t, rate, arrivals, new Second.Ended(arrivals, refused, at(latency, 50), at(latency, 99)),
					arrivals, refused, at(latency, 50), at(latency, 99), latency.getMaxValue() / 1e9,
					(int) Math.ceil(rate / CAPACITY), this.desired, ready.size(), metric, shares, statuses));
	}

	private void leave(int t) {
		for (Instance instance : this.instances) {
			if (t == instance.created + START_UP && t > 0) {
				this.events.add(Event.of(t - 0.21, Event.READY, SERVICE, instance.name));
			}
			if (t == instance.leaving + DRAIN) {
				this.events.add(Event.of(t + 0.4, Event.GONE, SERVICE, instance.name));
			}
		}
		this.instances.removeIf((instance) -> t >= instance.leaving + DRAIN && instance.leaving < Integer.MAX_VALUE);
	}

	private Map<String, InstanceSecond> shares(int t, int served, List<Instance> ready) {
		Map<String, InstanceSecond> shares = new TreeMap<>();
		double[] weights = ready.stream()
			.mapToDouble((instance) -> Math.min(1, (t - instance.created - START_UP + 1) / 4.0)
					* (1 + this.random.nextGaussian() * 0.015))
			.toArray();
		double sum = 0;
		for (double weight : weights) {
			sum += weight;
		}
		for (int i = 0; i < weights.length; i++) {
			Instance instance = ready.get(i);
			int requests = (int) Math.round(served * weights[i] / sum);
			shares.put(instance.name, new InstanceSecond(requests, true, 0.02 + requests * 0.0031, requests / 20));
			if (requests > 0 && !instance.served && instance.created >= 0) {
				this.events.add(Event.of(t + 0.13, Event.FIRST, SERVICE, instance.name));
			}
			instance.served = true;
		}
		for (Instance instance : this.instances) {
			shares.putIfAbsent(instance.name, new InstanceSecond(0, false, (t < instance.leaving) ? 0.9 : 0.01, 0));
		}
		return shares;
	}

	private Histogram latency(int t, int served, double load) {
		Histogram latency = new Histogram(3);
		for (int i = 0; i < served; i++) {
			double queued = (load > 0.82) ? (load - 0.82) * 1.3 * this.random.nextDouble() : 0;
			double seconds = 0.0505 + Math.abs(this.random.nextGaussian()) * 0.006 + queued
					+ ((this.random.nextInt(700) == 0) ? 0.05 * this.random.nextDouble() : 0);
			latency.recordValue((long) (seconds * 1e9));
		}
		long start = STARTED.toEpochMilli() + t * 1000L;
		latency.setStartTimeStamp(start);
		latency.setEndTimeStamp(start + 1000);
		this.latencies.add(latency);
		return latency;
	}

	private static final Instant STARTED = Instant.parse("2026-03-04T09:30:00Z");

	private static double at(Histogram latency, double percentile) {
		return latency.getValueAtPercentile(percentile) / 1e9;
	}

	private void decide(int t, double metric, int ready) {
		double ratio = metric / TARGET;
		int wanted = (Math.abs(ratio - 1) <= 0.1) ? ready : (int) Math.ceil(metric * ready / TARGET);
		this.recommended.add(Math.clamp(wanted, 1, this.max));
		if (this.recommended.size() > DOWN_WINDOW / 2) {
			this.recommended.remove();
		}
		int stable = this.recommended.stream().mapToInt(Integer::intValue).max().orElse(1);
		int next = Math.max(this.recommended.getLast(), Math.min(this.desired, stable));
		if (next == this.desired) {
			return;
		}
		this.events.add(Event.decision(t + 0.5, SERVICE, next, "http_requests_per_second %.1f %s target 40: %d wanted"
			.formatted(metric, (next > this.desired) ? "over" : "under", next)));
		while (this.desired < next) {
			this.desired++;
			Instance instance = new Instance(SERVICE + "-" + (++this.named), t + 1);
			this.instances.add(instance);
			this.events.add(Event.of(t + 0.6, Event.CREATED, SERVICE, instance.name));
			this.events.add(Event.of(t + 0.7, Event.STARTED, SERVICE, instance.name));
		}
		while (this.desired > next) {
			this.desired--;
			Instance last = this.instances.stream()
				.filter((instance) -> instance.leaving == Integer.MAX_VALUE)
				.reduce((first, second) -> second)
				.orElseThrow();
			last.leaving = t + 1;
			this.events.add(Event.of(t + 0.8, Event.TERMINATING, SERVICE, last.name));
		}
	}

	private Run run() {
		RunInfo info = new RunInfo("2026-03-04T09-30-00-" + this.name, STARTED,
				List.of("demo", "--hpa", "shop/demo-hpa.yaml"), "http://127.0.0.1:8080", "shop",
				"trace shop/nasa-1995-07-13.csv, the day in %d s, peak %.0f/s".formatted(this.length - 50,
						this.peak + 22),
				Slo.DEFAULT, SERVICE, CAPACITY, new YAMLMapper().readTree(HPA.formatted(this.max)),
				new RunInfo.Versions("0.1.0", "25.0.3", "Linux 6.1 amd64", 2),
				List.of("An instance serves at most 4 requests at once and each read waits 50 ms, so that one"
						+ " machine can show scaling: 78.4 requests/s an instance.",
						"The traffic is that of NASA's web server on 13 July 1995, from the Internet Traffic Archive."));
		this.events.sort((a, b) -> Double.compare(a.t(), b.t()));
		return new Run(info, List.copyOf(this.seconds), List.copyOf(this.events), summary(info));
	}

	private Summary summary(RunInfo info) {
		Histogram all = new Histogram(3);
		this.latencies.forEach(all::add);
		long requests = this.seconds.stream().mapToLong(Second::done).sum();
		long dropped = this.seconds.stream().mapToLong(Second::errors).sum();
		int peak = this.seconds.stream().mapToInt(Second::ready).max().orElseThrow();
		Map<String, Boolean> invariants = new TreeMap<>();
		List.of("ledger-sums", "never-negative", "one-reservation-each", "keys-unique", "nothing-pending")
			.forEach((name) -> invariants.put(name, true));
		Map<String, Quantiles> measures = new LinkedHashMap<>();
		if (peak > 1) {
			measures.put("detect", new Quantiles(1.2, 2.1, 2.1, 3));
			measures.put("ready", new Quantiles(3.9, 4.3, 4.3, peak));
			measures.put("first", new Quantiles(0.31, 0.34, 0.34, peak));
			measures.put("even", new Quantiles(1.5, 2.4, 2.4, 2));
		}
		double under = this.seconds.stream().mapToInt((each) -> Math.max(0, each.need() - each.ready())).sum();
		double over = this.seconds.stream().mapToInt((each) -> Math.max(0, each.ready() - each.need())).sum();
		double violation = this.seconds.stream()
			.filter((each) -> !info.slo().holds(each.p99(), (double) each.errors() / each.done()))
			.count();
		double offered = this.seconds.stream().mapToDouble(Second::offered).average().orElseThrow();
		return new Summary(requests, dropped, new Summary.Ready(1, peak, 1), invariants, measures, 1.02, under, over,
				violation, (peak > 1) ? List.of(new Summary.ScaleIn(116.8, 161.4, 0)) : List.of(), offered,
				(double) requests / this.length, (double) requests / this.length, at(all, 50), at(all, 99),
				at(all, 99.9), all.getMaxValue() / 1e9, (double) dropped / requests,
				(dropped > 0) ? Map.of("read: status 503", dropped) : Map.of(),
				(dropped > 0) ? Map.of("read", dropped) : Map.of(), new Quantiles(0.0002, 0.004, 0.03, (int) requests),
				null, null,
				this.seconds.stream().anyMatch(Second::starved) ? new Summary.Machine(0.42, 15, 4, 0, 0) : null);
	}

}
