package dev.marea.lab.hpa;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.PodSample.Phase;
import dev.marea.lab.hpa.PodSample.Resource;
import dev.marea.lab.hpa.PodSample.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decisions of the real controller, one recorded scenario a line, plain or gzipped. The
 * README beside the tests' files describes the fields.
 */
final class Vectors {

	/** Name of the pods' metric and of the external metric in the recorded HPAs. */
	private static final String REQUESTS = RecordedRun.REQUESTS;

	private static final JsonMapper JSON = new JsonMapper();

	private Vectors() {
	}

	/**
	 * @param equal number of equal decisions
	 * @param all number of all decisions
	 */
	record Result(String name, int equal, int all, @Nullable String firstDifference) {

	}

	/**
	 * Decides every recorded situation again.
	 * @throws UsageError if the file cannot be read; the message names the line
	 */
	static void replay(Path file, Consumer<Result> results) {
		int number = 0;
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
			int scenarios = 0;
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				number++;
				if (!line.isBlank()) {
					scenarios++;
					results.accept(scenario(file.getFileName() + ": line " + number, line));
				}
			}
			if (scenarios == 0) {
				throw new UsageError(file + " holds no scenario.");
			}
		}
		catch (IOException ex) {
			throw new UsageError(Files.isRegularFile(file)
					? "%s: line %d: cannot be read: %s.".formatted(file.getFileName(), number + 1, ex.getMessage())
					: file + (Files.exists(file) ? " is not a file." : " does not exist."), ex);
		}
	}

	private static InputStream open(Path file) throws IOException {
		InputStream in = new BufferedInputStream(Files.newInputStream(file));
		in.mark(2);
		boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
		in.reset();
		return zipped ? new GZIPInputStream(in) : in;
	}

	private static Result scenario(String source, String line) {
		Field root;
		try {
			root = new Field(Findings.failFast(source), "", JSON.readTree(line));
		}
		catch (JacksonException ex) {
			throw new UsageError(source + ": not a JSON document.", ex);
		}
		String name = root.require("name").text();
		Field hpa = root.require("hpa");
		HpaController controller = new HpaController(HpaParser.parse(hpa), Settings.KUBERNETES);
		int status = desiredBefore(hpa);
		int equal = 0;
		String difference = null;
		List<Field> syncs = root.require("syncs").items();
		for (Field sync : syncs) {
			SyncInput seen = observation(sync);
			int recorded = sync.require("desired").integer(0, Integer.MAX_VALUE);
			Decision decision = controller.decide(seen);
			// A failed sync leaves status.desiredReplicas unchanged.
			status = decision.failed() ? status : decision.desired();
			if (status == recorded) {
				equal++;
			}
			else if (difference == null) {
				difference = "at %s s with %d replicas the controller decided %d, this decides %d (%s)"
					.formatted(seen.now(), seen.replicas(), recorded, status, decision.reason());
			}
		}
		return new Result(name, equal, syncs.size(), difference);
	}

	private static int desiredBefore(Field hpa) {
		Field status = hpa.get("status");
		Field desired = (status != null) ? status.get("desiredReplicas") : null;
		return (desired != null) ? desired.integer(0, Integer.MAX_VALUE) : 0;
	}

	private static SyncInput observation(Field sync) {
		List<PodSample> pods = new ArrayList<>();
		for (Field pod : sync.require("pods").items()) {
			pods.add(pod(pod, sync.require("t").number()));
		}
		Map<String, Double> figures = new HashMap<>(figures(sync));
		Field external = sync.get("externalMilli");
		if (external != null) {
			figures.put(REQUESTS, external.thousandths());
		}
		return new SyncInput(sync.require("t").number(), sync.require("replicas").integer(0, Integer.MAX_VALUE), pods,
				figures);
	}

	private static Map<String, Double> figures(Field owner) {
		Field figures = owner.get("figures");
		return (figures != null) ? figures.allThousandths() : Map.of();
	}

	private static PodSample pod(Field pod, double now) {
		double created = pod.require("created").number();
		boolean ready = pod.require("ready").truth();
		Field readyAt = pod.get("readyAt");
		Map<String, Double> metrics = new HashMap<>(figures(pod));
		Double requests = optional(pod.get("requestsPerSecondMilli"));
		if (requests != null) {
			metrics.put(REQUESTS, requests);
		}
		Field changed = ready ? readyAt : pod.get("changedAt");
		Field phase = pod.get("phase");
		Field terminating = pod.get("terminating");
		return new PodSample(pod.require("name").text(), (phase != null) ? phase.choice(Phase.class) : Phase.RUNNING,
				terminating != null && terminating.truth(), created, ready,
				(changed != null) ? changed.number() : created, resources(pod, now), metrics);
	}

	private static Map<String, Resource> resources(Field pod, double now) {
		Field measuredAt = pod.get("measuredAt");
		Field windowSeconds = pod.get("windowSeconds");
		double measured = (measuredAt != null) ? measuredAt.number() : now;
		double window = (windowSeconds != null) ? windowSeconds.number()
				: Settings.KUBERNETES.metricWindow().toSeconds();
		Map<String, Resource> resources = new HashMap<>();
		resources.put(PodSample.CPU,
				new Resource(usage(pod.get("cpuMilli"), measured, window), optional(pod.get("requestMilli"))));
		Field all = pod.get("resources");
		for (String label : (all != null) ? all.node().propertyNames() : List.<String>of()) {
			Field resource = all.require(label);
			resources.put(label, new Resource(usage(resource.get("usageMilli"), measured, window),
					optional(resource.get("requestMilli"))));
		}
		return resources;
	}

	private static @Nullable Usage usage(@Nullable Field milli, double measured, double window) {
		return (milli != null) ? new Usage(milli.thousandths(), measured, window) : null;
	}

	private static @Nullable Double optional(@Nullable Field milli) {
		return (milli != null) ? milli.thousandths() : null;
	}

}
