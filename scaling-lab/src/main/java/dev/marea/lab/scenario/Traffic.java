package dev.marea.lab.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A running scenario: chooses requests, fills them in, checks the answers and captures
 * their values. Safe for use by several threads.
 */
public final class Traffic implements Calls {

	private final Scenario scenario;

	private final SplittableRandom random;

	private final Map<String, Pool> pools = new HashMap<>();

	private long index;

	/**
	 * Opens a scenario with empty pools.
	 * @param seed the same seed makes the same choices
	 */
	public Traffic(Scenario scenario, long seed) {
		this.scenario = scenario;
		this.random = new SplittableRandom(seed);
		List<RequestPlan> all = new ArrayList<>(scenario.setup());
		all.addAll(scenario.requests());
		for (RequestPlan plan : all) {
			plan.captures().forEach((capture) -> this.pools.computeIfAbsent(capture.pool(), (name) -> new Pool()));
		}
	}

	/**
	 * Sends the setup's requests one after another.
	 * @throws Failure if a request fails, or if its answer has no value to capture
	 */
	@Override
	public void setUp(Function<Call, @Nullable String> send) {
		for (RequestPlan plan : this.scenario.setup()) {
			for (int i = 1; i <= plan.repeat(); i++) {
				int number = i;
				Call call = locked(() -> {
					requireEntries(plan);
					return fill(plan, number);
				});
				String complaint = send.apply(call);
				if (complaint != null) {
					throw new Failure("The setup of the scenario %s failed: '%s', %s %s: %s."
						.formatted(this.scenario.name(), plan.name(), call.method(), call.path(), complaint));
				}
			}
			for (Capture capture : plan.captures()) {
				if (pool(capture.pool()).size() == 0) {
					throw new Failure("The setup of the scenario %s failed: '%s' left nothing in the pool '%s'."
						.formatted(this.scenario.name(), plan.name(), capture.pool()));
				}
			}
		}
		if (this.scenario.requests().stream().noneMatch(this::canGo)) {
			throw new Failure("The scenario " + this.scenario.name()
					+ " cannot start: every request draws from a pool that is still empty.");
		}
	}

	/**
	 * The next request, by weight, among those with enough pool entries. If there is
	 * none, it is one that {@linkplain Call#obstacle() cannot be sent}.
	 */
	@Override
	public Call next() {
		return locked(() -> {
			RequestPlan plan = choose(this.scenario.requests());
			if (!canGo(plan)) {
				List<RequestPlan> others = this.scenario.requests().stream().filter(this::canGo).toList();
				if (others.isEmpty()) {
					return plan.unfilled(new Draws(this.random, this.index++, Map.of()),
							"not sent: every request draws from a pool that is empty");
				}
				plan = choose(others);
			}
			return fill(plan, this.index++);
		});
	}

	private void requireEntries(RequestPlan plan) {
		counts(plan.pools()).forEach((pool, count) -> {
			int size = pool(pool).size();
			if (size < count) {
				throw new Failure("The setup of the scenario %s failed: '%s' draws %d of the pool '%s', which holds %d."
					.formatted(this.scenario.name(), plan.name(), count, pool, size));
			}
		});
	}

	/** Checks an answer and captures its values. */
	@Override
	public @Nullable String settle(Call call, int status, Function<String, @Nullable String> headers,
			byte @Nullable [] body) {
		Expectation expectation = call.plan().expectation();
		String complaint = expectation.ofStatus(status);
		if (complaint != null) {
			return complaint;
		}
		Object document = (call.readsBody() && body != null) ? Json.parse(body) : null;
		complaint = expectation.ofBody(document);
		if (complaint == null) {
			for (Capture capture : call.plan().captures()) {
				capture.from(document, headers, call.draws(), pool(capture.pool())::add);
			}
		}
		return complaint;
	}

	private RequestPlan choose(List<RequestPlan> plans) {
		double total = plans.stream().mapToDouble(RequestPlan::weight).sum();
		double point = this.random.nextDouble() * total;
		for (RequestPlan plan : plans) {
			point -= plan.weight();
			if (point < 0) {
				return plan;
			}
		}
		return plans.getLast();
	}

	private boolean canGo(RequestPlan plan) {
		return counts(plan.pools()).entrySet()
			.stream()
			.allMatch((need) -> pool(need.getKey()).size() >= need.getValue());
	}

	private Call fill(RequestPlan plan, long number) {
		Map<String, Map<String, String>> entries = new HashMap<>();
		plan.take().forEach((name, pool) -> entries.put(name, pool(pool).take(this.random)));
		counts(plan.use()).forEach((pool, count) -> {
			var drawn = pool(pool).draw(count, this.random).iterator();
			plan.use().forEach((name, from) -> {
				if (from.equals(pool)) {
					entries.put(name, drawn.next());
				}
			});
		});
		return plan.fill(new Draws(this.random, number, entries));
	}

	private static Map<String, Integer> counts(Map<String, String> pools) {
		return pools.isEmpty() ? Map.of()
				: pools.values().stream().collect(Collectors.toMap(Function.identity(), (pool) -> 1, Integer::sum));
	}

	private Pool pool(String name) {
		return Objects.requireNonNull(this.pools.get(name));
	}

	private synchronized Call locked(Supplier<Call> call) {
		return call.get();
	}

}
