package dev.marea.lab.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.lab.run.Event;
import dev.marea.lab.run.InstanceSecond;
import dev.marea.lab.run.Run;
import dev.marea.lab.run.RunFolder;
import dev.marea.lab.run.Second;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run's plots, as JSON of columns.
 */
final class PlotData {

	/** Maximum number of instances with their own line; the others are summed up. */
	private static final int MOST_INSTANCES = 24;

	private static final int MOST_LANES = 200;

	/** Window of a share in seconds; one second has too few requests. */
	private static final int SHARE_WINDOW = 5;

	/** Classes of the latency histogram from 10 ms to 100 ms. */
	private static final int CLASSES_PER_DECADE = 10;

	private static final Comparator<String> BY_NUMBER = Comparator.comparing(String::length)
		.thenComparing(Comparator.naturalOrder());

	private final Run run;

	private final List<PlotPoint> buckets;

	private final int step;

	private final String prefix;

	private final double[] fair;

	private final Highlights highlights;

	/** All instances, by number. */
	private final List<String> names;

	/** The instances with their own line. */
	private final List<String> named;

	PlotData(Run run) {
		this.run = run;
		this.step = PlotPoint.step(run.seconds());
		this.buckets = PlotPoint.of(run.seconds(), this.step);
		this.fair = this.buckets.stream().mapToDouble(PlotPoint::fair).toArray();
		this.highlights = Highlights.of(run, Highlights.MOST);
		Map<String, Long> requests = new TreeMap<>(BY_NUMBER);
		run.seconds()
			.forEach((second) -> second.instances()
				.forEach((name, instance) -> requests.merge(name, (long) instance.load(), Long::sum)));
		this.names = List.copyOf(requests.keySet());
		this.named = this.names.stream()
			.sorted(Comparator.comparing(requests::get, Comparator.reverseOrder()))
			.limit(MOST_INSTANCES)
			.sorted(BY_NUMBER)
			.toList();
		this.prefix = (run.info().service() != null) ? run.info().service() + "-" : "";
	}

	int step() {
		return this.step;
	}

	Highlights highlights() {
		return this.highlights;
	}

	/** A sentence about what is not drawn of a long run; absent if all is. */
	@Nullable Words rest(List<Lifeline> lives) {
		List<Words> rest = new ArrayList<>();
		if (this.names.size() > MOST_INSTANCES) {
			rest.add(new Words(
					"Of %d instances, the %d with the most requests have a line of their own; the requests of the others are summed up."
						.formatted(this.names.size(), MOST_INSTANCES),
					"De %d instancias, las %d con más peticiones tienen línea propia; las peticiones de las demás se suman."
						.formatted(this.names.size(), MOST_INSTANCES)));
		}
		if (lives.size() > MOST_LANES) {
			rest.add(new Words(
					"Of %d lives, %d are drawn: those with a crash and those that served most.".formatted(lives.size(),
							MOST_LANES),
					"De %d vidas se dibujan %d: las que tuvieron una caída y las que más sirvieron."
						.formatted(lives.size(), MOST_LANES)));
		}
		return rest.isEmpty() ? null : new Words(rest.stream().map(Words::en).collect(Collectors.joining(" ")),
				rest.stream().map(Words::es).collect(Collectors.joining(" ")));
	}

	String json(List<Lifeline> lives, Percentiles percentiles) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("step", this.step);
		data.put("slo", this.run.info().slo());
		data.put("capacity", this.run.info().capacity());
		MetricTarget target = MetricTarget.of(this.run.info().hpa());
		data.put("target", (target != null) ? target.value() : null);
		data.put("metricName", (target != null) ? target.metric() : null);
		data.put("t", this.buckets.stream().map(PlotPoint::t).toList());
		put(data, "offered", (bucket) -> bucket.meanOf(Second::offered));
		put(data, "sent", (bucket) -> bucket.mean(Second::sent));
		put(data, "answered", PlotPoint::answered);
		put(data, "well", (bucket) -> bucket.mean((second) -> second.done() - second.errors()));
		put(data, "errors", (bucket) -> bucket.mean(Second::errors));
		put(data, "refused", PlotPoint::refused);
		put(data, "p50", (bucket) -> bucket.highest(Second::p50));
		put(data, "p99", (bucket) -> bucket.highest(Second::p99));
		put(data, "max", (bucket) -> bucket.highest(Second::max));
		put(data, "need", (bucket) -> bucket.most(Second::need));
		put(data, "desired", (bucket) -> bucket.last(Second::desired));
		put(data, "ready", (bucket) -> bucket.last(Second::ready));
		put(data, "metric", (bucket) -> bucket.meanOf(Second::metric));
		put(data, "violated", (bucket) -> bucket.violates(this.run.info().slo()) ? 1 : 0);
		data.put("machine", MachineUse.of(this.run).columns(this.buckets));
		data.put("instances", instances());
		data.put("lanes", Lifeline.weightiest(lives, MOST_LANES).stream().map(this::lane).toList());
		data.put("events", events());
		data.put("percentiles",
				percentiles.points().stream().map((point) -> List.of(round(point[0], 8), round(point[1], 4))).toList());
		data.put("histogram", percentiles.classes(CLASSES_PER_DECADE));
		return Html.json(RunFolder.JSON.writeValueAsString(data));
	}

	private void put(Map<String, Object> data, String name, Function<PlotPoint, @Nullable Number> value) {
		data.put(name, column(value));
	}

	private List<@Nullable Number> column(Function<PlotPoint, @Nullable Number> value) {
		return this.buckets.stream()
			.map(value)
			.map((number) -> (number != null) ? round(number.doubleValue(), 4) : null)
			.toList();
	}

	static Number round(double value, int digits) {
		BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
		return (rounded.stripTrailingZeros().scale() <= 0) ? (Number) rounded.longValue()
				: (Number) rounded.doubleValue();
	}

	private List<Map<String, @Nullable Object>> instances() {
		List<Map<String, @Nullable Object>> instances = new ArrayList<>();
		for (String name : this.named) {
			Map<String, @Nullable Object> instance = new LinkedHashMap<>();
			instance.put("name", name);
			instance.put("short", shorten(name));
			instance.put("requests", column((bucket) -> bucket.requests(name)));
			instance.put("fair", Arrays.asList(fair(name)));
			instance.put("cpu", column((bucket) -> bucket.meanOf(name, InstanceSecond::cpu)));
			instance.put("memory", column((bucket) -> bucket.meanOf(name, InstanceSecond::memory)));
			instance.put("throttled", column((bucket) -> bucket.meanOf(name, InstanceSecond::throttled)));
			instances.add(instance);
		}
		if (this.names.size() > this.named.size()) {
			Set<String> own = Set.copyOf(this.named);
			Map<String, @Nullable Object> rest = new LinkedHashMap<>();
			rest.put("requests",
					column((bucket) -> bucket.mean((second) -> second.instances()
						.entrySet()
						.stream()
						.filter((each) -> !own.contains(each.getKey()))
						.mapToInt((each) -> each.getValue().load())
						.sum())));
			rest.put("fair", List.of());
			instances.add(rest);
		}
		return instances;
	}

	/** An instance's requests divided by a fair share, while it is ready. */
	private @Nullable Number[] fair(String name) {
		@Nullable Number[] shares = new @Nullable Number[this.buckets.size()];
		for (int i = 0; i < shares.length; i++) {
			double own = 0;
			double fair = 0;
			for (int j = Math.max(0, i - SHARE_WINDOW / this.step + 1); j <= i; j++) {
				PlotPoint bucket = this.buckets.get(j);
				if (bucket.ready(name)) {
					Double requests = bucket.requests(name);
					own += (requests != null) ? requests : 0;
					fair += this.fair[j];
				}
			}
			boolean now = this.buckets.get(i).ready(name);
			shares[i] = (now && fair > 0) ? round(own / fair, 3) : null;
		}
		return shares;
	}

	private Map<String, Object> lane(Lifeline life) {
		Map<String, Object> lane = new LinkedHashMap<>();
		lane.put("name", life.name());
		lane.put("short", shorten(life.name()));
		lane.put("first", life.first());
		lane.put("spans", life.spans());
		return lane;
	}

	/** {@code #3} for {@code catalog-service-3}. */
	private String shorten(String name) {
		String rest = (name.startsWith(this.prefix)) ? name.substring(this.prefix.length()) : name;
		return rest.matches("\\d+") ? "#" + rest : rest.isEmpty() ? name : rest;
	}

	private List<Map<String, @Nullable Object>> events() {
		List<Map<String, @Nullable Object>> events = new ArrayList<>();
		for (Highlights.Shown shown : this.highlights.shown()) {
			Event event = shown.event();
			Map<String, @Nullable Object> line = new LinkedHashMap<>();
			line.put("t", round(event.t(), 6));
			line.put("kind", event.kind());
			line.put("instance", event.instance());
			line.put("desired", event.desired());
			line.put("text", event.text());
			Words text = (event.text() != null) ? Recorded.event(event.text()) : null;
			if (text != null && !text.es().equals(text.en())) {
				line.put("es", text.es());
			}
			if (event.is(Event.DECISION)) {
				line.put("from", shown.from());
			}
			events.add(line);
		}
		return events;
	}

}
