package dev.marea.lab.shadow;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import dev.marea.lab.hpa.Decision;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.hpa.HpaController;
import dev.marea.lab.hpa.PodSample;
import dev.marea.lab.hpa.Settings;
import dev.marea.lab.run.Event;
import dev.marea.lab.shadow.LiveChange.Outcome;
import dev.marea.lab.shadow.LiveTarget.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * Decides beside the live controller of a target and compares. It reads the desired
 * replicas at every poll and the metrics once per sync. When the live controller changes
 * the replicas, the shadow decides at once with the metrics of that moment, the number
 * before the change, and the pods before it. Times are seconds since the run's start. One
 * thread calls it.
 */
public final class Shadow {

	/**
	 * The sync period of the live controller varies a little, and a change is seen up to
	 * one poll late.
	 */
	private static final double LATE = 2;

	/** A run may be long and a target may flap; the rest is counted. */
	private static final int MOST = 1000;

	/** A number that the shadow wants and the live controller has not set. */
	private static final class Wish {

		private final double first;

		private double last;

		private final int from;

		private final int to;

		private final String reason;

		private final Sight sight;

		private List<String> causes = List.of();

		/** Its place in the list of differences; absent before the difference is told. */
		private @Nullable Integer told;

		private Wish(double now, int from, Decision decision, Sight sight) {
			this.first = now;
			this.last = now;
			this.from = from;
			this.to = decision.desired();
			this.reason = decision.reason();
			this.sight = sight;
		}

		private Difference difference(double until) {
			return new Difference(this.first, until, this.from, this.to, this.reason, this.causes);
		}

	}

	/**
	 * A change of the live controller that the shadow does not understand yet.
	 *
	 * @param before the shadow as it was before the change
	 * @param pods the pods before the change; absent if they are unknown
	 */
	private record Open(double t, int from, int to, @Nullable Decision decision, HpaController before,
			@Nullable List<PodSample> pods, @Nullable Sight sight) {

	}

	private final HpaController controller;

	private final double period;

	private final double memory;

	private final LiveTarget live;

	private final double started;

	private final Consumer<Event> events;

	private final List<Wish> wishes = new ArrayList<>();

	private @Nullable Wish wish;

	private @Nullable Open open;

	private @Nullable Integer replicas;

	private @Nullable Sight sight;

	private @Nullable Double metric;

	private double heard;

	private boolean silent;

	/** Whether the last attempt to read pods and metrics failed. */
	private boolean lookFailed;

	private double silence = Double.NEGATIVE_INFINITY;

	private double next;

	private Map<String, String> problems = Map.of();

	private final List<LiveChange> changes = new ArrayList<>();

	private final List<Difference> differences = new ArrayList<>();

	private int syncs;

	private int undecided;

	private int leftOut;

	/**
	 * @param started when the run starts, seconds since 1970
	 * @param events receives the live decisions and those of the shadow
	 */
	public Shadow(Hpa hpa, Settings settings, LiveTarget live, double started, Consumer<Event> events) {
		this.controller = HpaController.beside(hpa, settings);
		this.period = settings.syncPeriod().toMillis() / 1000.0;
		this.memory = hpa.memory(settings);
		this.live = live;
		this.started = started;
		this.events = events;
	}

	/** Reads the replicas, and runs a sync if one is due. */
	public void poll(double now) {
		int replicas;
		try {
			replicas = this.live.replicas();
		}
		catch (Unreadable ex) {
			silent(now, ex);
			return;
		}
		if (!this.lookFailed) {
			heard(now);
		}
		if (this.replicas != null && replicas != this.replicas) {
			changed(now, this.replicas, replicas);
		}
		this.replicas = replicas;
		if (now >= this.next && sync(now, replicas)) {
			this.next += this.period;
			if (this.next <= now) {
				this.next = now + this.period;
			}
		}
		expire(now);
	}

	/** The last inputs; absent before the first sync. */
	@Nullable Sight sight() {
		return this.sight;
	}

	/** The live number of desired replicas; absent before the first poll. */
	@Nullable Integer replicas() {
		return this.replicas;
	}

	/** The value of the first metric that has one. */
	@Nullable Double metric() {
		return this.metric;
	}

	/** What has been compared until the end of the run. */
	public ShadowResult result() {
		List<LiveChange> all = new ArrayList<>(this.changes);
		if (this.open != null && all.size() < MOST) {
			all.add(change(this.open, Outcome.UNDECIDED, this.open.t(), this.open.decision(), List.of()));
		}
		return new ShadowResult(this.syncs, this.undecided, all, this.differences, this.leftOut);
	}

	private void silent(double now, Unreadable ex) {
		if (!this.silent) {
			this.silent = true;
			tell(now, ex.getMessage() + ". The shadow goes on when it answers.");
		}
	}

	private void heard(double now) {
		if (this.silent) {
			this.silent = false;
			this.silence = now;
			tell(now, "The cluster answers again after %s.".formatted(seconds(now - this.heard)));
		}
		this.heard = now;
	}

	private @Nullable Sight look(double now) {
		try {
			Sight sight = this.live.look();
			if (this.lookFailed) {
				this.lookFailed = false;
				heard(now);
			}
			problems(now, sight.problems());
			return sight;
		}
		catch (Unreadable ex) {
			this.lookFailed = true;
			silent(now, ex);
			return null;
		}
	}

	private void problems(double now, Map<String, String> problems) {
		problems.forEach((label, problem) -> {
			if (!problem.equals(this.problems.get(label))) {
				tell(now, "%s has no value: %s".formatted(label, problem));
			}
		});
		this.problems.keySet()
			.stream()
			.filter((label) -> !problems.containsKey(label))
			.forEach((label) -> tell(now, "%s has a value again".formatted(label)));
		this.problems = Map.copyOf(problems);
	}

	private void changed(double now, int from, int to) {
		settle(now, null);
		this.events.accept(Event.decision(now, this.live.name(), to, "the live controller"));
		Sight earlier = this.sight;
		Sight sight = look(now);
		Decision decision = null;
		HpaController before = this.controller.copy();
		if (sight != null && earlier != null) {
			decision = this.controller.decide(sight.with(earlier.pods()).input(this.started + now, from));
		}
		this.controller.scaled(this.started + now, from, to);
		Wish wanted = this.wishes.stream()
			.filter((wish) -> wish.from == from && wish.to == to && now - wish.last <= this.period + LATE)
			.findFirst()
			.orElse(null);
		List<PodSample> pods = (earlier != null) ? earlier.pods() : null;
		Open change = new Open(now, from, to, decision, before, pods, sight);
		if (decision != null && decision.desired() == to) {
			settle(change, Outcome.EQUAL, now, decision, List.of(), "the shadow decides %d".formatted(to));
		}
		else if (wanted != null) {
			settle(change, Outcome.WITHIN_ONE_SYNC, wanted.last, new Decision(to, wanted.reason, Map.of(), false),
					stamps(earlier, sight), "the shadow decided it %s before".formatted(seconds(now - wanted.last)));
		}
		else {
			this.open = change;
		}
		this.wishes.forEach((wish) -> end(wish, now));
		this.wishes.clear();
		this.wish = null;
		this.sight = (sight != null) ? sight : earlier;
	}

	/** Whether it could; otherwise the next poll tries again. */
	private boolean sync(double now, int replicas) {
		Sight sight = look(now);
		if (sight == null) {
			return false;
		}
		// A change of this moment was compared with the same metrics.
		if (this.open == null || this.open.t() < now) {
			settle(now, sight);
		}
		this.syncs++;
		this.sight = sight;
		Decision decision = this.controller.decide(sight.input(this.started + now, replicas));
		this.metric = decision.current().values().stream().findFirst().orElse(null);
		if (decision.failed() && decision.current().isEmpty()) {
			this.undecided++;
		}
		if (decision.desired() == replicas) {
			this.wish = null;
		}
		else if (this.wish != null && this.wish.from == replicas && this.wish.to == decision.desired()) {
			this.wish.last = now;
		}
		else {
			this.wish = new Wish(now, replicas, decision, sight);
			this.wishes.add(this.wish);
		}
		return true;
	}

	/** Compares an open change with the shadow's next sync. */
	private void settle(double now, @Nullable Sight sight) {
		Open change = this.open;
		if (change == null) {
			return;
		}
		this.open = null;
		Decision decision = change.decision();
		double at = change.t();
		if (sight != null && change.pods() != null) {
			Decision later = change.before().decide(sight.with(change.pods()).input(this.started + now, change.from()));
			if (later.desired() == change.to()) {
				settle(change, Outcome.WITHIN_ONE_SYNC, now, later, stamps(change.sight(), sight),
						"the shadow decides it %s later".formatted(seconds(now - change.t())));
				return;
			}
			if (decision == null) {
				decision = later;
				at = now;
			}
		}
		List<String> causes = causes(now, change.sight(), sight);
		settle(change, Outcome.DIFFERENT, at, decision, causes,
				(decision != null) ? "DIFFERENT: the shadow decides %d".formatted(decision.desired())
						: "DIFFERENT: the shadow could not decide");
	}

	private void settle(Open change, Outcome outcome, double at, @Nullable Decision decision, List<String> causes,
			String text) {
		LiveChange settled = change(change, outcome, at, decision, causes);
		keep(this.changes, settled);
		String full = "live %d → %d: %s%s%s%s".formatted(change.from(), change.to(), text,
				(decision != null) ? " (" + decision.reason() + ")" : "", because(causes),
				(outcome == Outcome.DIFFERENT && settled.controller() != null)
						? ". The live controller says: " + settled.controller() : "");
		this.events.accept(new Event(change.t(), Event.SHADOW, this.live.name(), null,
				(decision != null) ? (Integer) decision.desired() : null, full));
	}

	private LiveChange change(Open change, Outcome outcome, double at, @Nullable Decision decision,
			List<String> causes) {
		return new LiveChange(change.t(), change.from(), change.to(), outcome, at,
				(decision != null) ? (Integer) decision.desired() : null, (decision != null) ? decision.reason() : null,
				causes, this.live.explanation(change.to()));
	}

	/** Tells of the wishes that the live controller had the time to follow. */
	private void expire(double now) {
		for (Iterator<Wish> all = this.wishes.iterator(); all.hasNext();) {
			Wish wish = all.next();
			if (wish.told == null && now - wish.first > this.period + LATE) {
				wish.told = this.differences.size();
				wish.causes = causes(now, wish.sight, this.sight);
				keep(this.differences, wish.difference(wish.last));
				this.events.accept(new Event(now, Event.SHADOW, this.live.name(), null, wish.to,
						"DIFFERENT: since %s the shadow wants %d, live stays at %d (%s)%s"
							.formatted(seconds(wish.first), wish.to, wish.from, wish.reason, because(wish.causes))));
			}
			if (wish != this.wish && now - wish.last > this.period + LATE) {
				end(wish, wish.last);
				all.remove();
			}
			else if (wish.told != null) {
				end(wish, wish.last);
			}
		}
	}

	private void end(Wish wish, double until) {
		if (wish.told != null && wish.told < MOST) {
			this.differences.set(wish.told, wish.difference(until));
		}
	}

	private <T> void keep(List<T> list, T value) {
		if (list.size() < MOST) {
			list.add(value);
		}
		else {
			this.leftOut++;
		}
	}

	/** Why the shadow may differ; it read the metrics at these two moments. */
	private List<String> causes(double now, @Nullable Sight one, @Nullable Sight other) {
		List<String> causes = new ArrayList<>();
		if (!this.live.otherwise().isEmpty()) {
			causes.add("the live HPA is another one: " + String.join("; ", this.live.otherwise()));
		}
		Map<String, String> missing = new LinkedHashMap<>();
		missing.putAll((one != null) ? one.problems() : Map.of());
		missing.putAll((other != null) ? other.problems() : Map.of());
		missing.forEach((label, problem) -> causes.add("%s has no value for the shadow: %s".formatted(label, problem)));
		if (now - this.silence <= this.period + LATE) {
			causes.add("the cluster did not answer the shadow for a while");
		}
		if (now < this.memory) {
			causes.add("the live controller may remember up to %s, the shadow began %s ago"
				.formatted(seconds(this.memory), seconds(now)));
		}
		causes.addAll(stamps(one, other));
		return causes.isEmpty() ? List.of("no cause is known") : List.copyOf(causes);
	}

	/** The metrics whose time stamps differ between two moments. */
	private List<String> stamps(@Nullable Sight one, @Nullable Sight other) {
		List<String> texts = new ArrayList<>();
		if (one != null && other != null) {
			other.stamps().forEach((label, stamp) -> {
				Double before = one.stamps().get(label);
				if (before != null && !before.equals(stamp)) {
					texts.add("the time stamp of %s moved from %s to %s".formatted(label,
							seconds(before - this.started), seconds(stamp - this.started)));
				}
			});
		}
		return texts;
	}

	private void tell(double now, String text) {
		this.events.accept(new Event(now, Event.SHADOW, this.live.name(), null, null, text));
	}

	private static String because(List<String> causes) {
		return causes.isEmpty() ? "" : ". Cause: " + String.join("; ", causes);
	}

	static String seconds(double seconds) {
		return String.format(Locale.ROOT, "%.1f s", seconds);
	}

}
