package dev.marea.lab.fleet;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.fleet.ServiceSpec.Scale;
import org.jspecify.annotations.Nullable;

/** Validates a fleet file before anything starts. */
final class FleetFileCheck {

	private final String file;

	private final FleetFile fleet;

	FleetFileCheck(String file, FleetFile fleet) {
		this.file = file;
		this.fleet = fleet;
	}

	void run() {
		given(this.fleet.name(), "name");
		given(this.fleet.entry(), "entry");
		names(this.fleet.databases(), "databases");
		names(this.fleet.keys(), "keys");
		names(this.fleet.services().keySet(), "services");
		holds(!this.fleet.services().isEmpty(), "services is missing");
		holds(this.fleet.services().containsKey(this.fleet.entry()),
				"entry is '" + this.fleet.entry() + "', which is none of the services");
		this.fleet.services().forEach(this::service);
		long scaled = this.fleet.services().values().stream().filter((spec) -> spec.scale() != null).count();
		holds(scaled <= 1, "only one service can have scale, " + scaled + " have it");
		demo(this.fleet.demo());
		this.fleet.variants()
			.forEach((variant, services) -> services
				.forEach((service, env) -> holds(this.fleet.services().containsKey(service),
						"variants." + variant + "." + service + " is none of the services")));
	}

	private void demo(@Nullable DemoSpec demo) {
		if (demo == null) {
			return;
		}
		given(demo.scenario(), "demo.scenario");
		given(demo.trace(), "demo.trace");
		given(demo.hpa(), "demo.hpa");
		holds(demo.sync() != null && demo.sync().isPositive(), "demo.sync needs to be more than 0s");
		holds(demo.window() != null && demo.window().isPositive(), "demo.window needs to be more than 0s");
		holds(demo.peak() >= 1 && demo.peak() < 1000, "demo.peak needs to be 1 or more");
		holds(demo.target() > 0 && demo.target() <= 1, "demo.target needs to be above 0 and at most 1");
		holds(demo.requests() >= 1, "demo.requests needs to be 1 or more");
		holds(!demo.settling().isNegative(), "demo.settling needs to be 0s or more");
		DemoSpec.Fit fit = demo.fit();
		holds(fit != null, "demo.fit is missing");
		holds(fit.concurrency() >= 1, "demo.fit.concurrency needs to be 1 or more");
		holds(fit.busy() > 0 && fit.busy() <= 1, "demo.fit.busy needs to be above 0 and at most 1");
		holds(fit.constant() >= 0 && fit.constant() < 1, "demo.fit.constant needs to be 0 or more and below 1");
		Double least = fit.leastPeak();
		holds(least == null || (least >= 1 && least <= demo.peak()),
				"demo.fit.least-peak needs to be 1 or more and at most demo.peak");
		holds(fit.turn().isPositive(), "demo.fit.turn needs to be more than 0s");
		range(fit.readWait(), "demo.fit.read-wait");
		range(fit.lasting(), "demo.fit.lasting");
		range(fit.patience(), "demo.fit.patience");
	}

	private void range(DemoSpec.@Nullable Between range, String where) {
		holds(range != null && range.least() != null && range.most() != null && range.least().isPositive()
				&& range.most().compareTo(range.least()) >= 0, where + " needs 0s < least <= most");
	}

	private void service(String name, @Nullable ServiceSpec spec) {
		String where = "services." + name;
		holds(spec != null, where + " is empty");
		ServiceSpec service = Objects.requireNonNull(spec);
		holds((service.jar() == null) != (service.command() == null), where + " needs a jar or a command, one of both");
		holds(service.command() == null || !service.command().isEmpty(), where + ".command is empty");
		holds(!service.aot() || service.jar() != null, where + ".aot needs a jar");
		holds(service.java().isEmpty() || service.jar() != null, where + ".java needs a jar");
		holds(service.port() == null || (service.port() > 0 && service.port() < 65536),
				where + ".port is not between 1 and 65535");
		given(service.ready(), where + ".ready");
		Scale scale = service.scale();
		holds(scale == null || (scale.min() >= 1 && scale.max() >= scale.min()),
				where + ".scale needs 1 <= min <= max");
		Integer replicas = service.replicas();
		holds(replicas == null || (replicas >= 1 && scale == null),
				where + ".replicas needs to be 1 or more, and no scale");
		if (service.metrics() != null) {
			given(service.metrics().url(), where + ".metrics.url");
			given(service.metrics().requests(), where + ".metrics.requests");
		}
		holds(scale == null || service.metrics() != null, where + ".scale needs metrics");
		List<String> before = this.fleet.services()
			.keySet()
			.stream()
			.takeWhile((other) -> !other.equals(name))
			.toList();
		service.after()
			.forEach((other) -> holds(before.contains(other),
					where + ".after names '" + other + "', which is none of the services before it"));
		placeholders(name, service, where);
	}

	/** Fills in every text once, to find wrong placeholders now. */
	private void placeholders(String name, ServiceSpec service, String where) {
		Placeholders known = Placeholders.forCheck(this.fleet, this.file + ": " + where);
		Map<String, String> env = service.env();
		env.forEach((variable, value) -> known.fill(value, ".env." + variable));
		List<String> command = (service.command() != null) ? service.command() : List.of();
		command.forEach((part) -> known.fill(part, ".command"));
		service.java().forEach((option) -> known.fill(option, ".java"));
		known.fill(service.ready(), ".ready");
		if (service.metrics() != null) {
			known.fill(service.metrics().url(), ".metrics.url");
		}
		if (service.invariants() != null) {
			known.fill(service.invariants(), ".invariants");
		}
		this.fleet.variants()
			.forEach((variant, services) -> services.getOrDefault(name, Map.of())
				.forEach((variable, value) -> known.fill(value, ".env." + variable)));
	}

	private void names(Collection<String> names, String where) {
		for (String name : names) {
			holds(name != null && FleetFile.isName(name),
					where + ": '" + name + "' is no name; a name is small letters, digits and hyphens");
		}
	}

	private void given(@Nullable String value, String what) {
		holds(value != null && !value.isBlank(), what + " is missing");
	}

	private void holds(boolean condition, String sentence) {
		if (!condition) {
			throw new UsageError(this.file + ": " + sentence + ".");
		}
	}

}
