package dev.marea.lab.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.observe.Instance;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.PrometheusText;
import dev.marea.lab.observe.Readings;
import dev.marea.lab.observe.Readings.Reading;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.Event;
import org.jspecify.annotations.Nullable;

/**
 * Reads the meters of every instance of a fleet at once, every second. Listeners receive
 * one event after the other.
 */
public final class FleetObserver implements Observer {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final Duration TIMEOUT = Duration.ofMillis(900);

	/** Failures in a row that are more than a moment's lack of CPU. */
	private static final int SILENT = 5;

	private final Supplier<FleetStatus> fleet;

	private final Consumer<Consumer<ObservedEvent>> listen;

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	private final Map<String, Readings> readings = new ConcurrentHashMap<>();

	/** How often in a row an instance had no meters. */
	private final Map<String, Integer> silent = new ConcurrentHashMap<>();

	private final List<Consumer<ObservedEvent>> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean closed;

	/**
	 * @param fleet supplies the fleet's current status
	 * @param listen registers listeners of events
	 */
	public FleetObserver(Supplier<FleetStatus> fleet, Consumer<Consumer<ObservedEvent>> listen) {
		this.fleet = fleet;
		this.listen = listen;
		Thread.ofPlatform().daemon().name("fleet-observer").start(this::loop);
	}

	@Override
	public void listen(Consumer<ObservedEvent> listener) {
		this.listeners.add(listener);
		this.listen.accept((event) -> tell(listener, event));
	}

	@Override
	public Snapshot snapshot() {
		FleetStatus status = this.fleet.get();
		return new Snapshot(status.members().stream().map(this::instance).toList(), status.desired(), status.metric());
	}

	@Override
	public Map<String, Long> processes() {
		FleetStatus status = this.fleet.get();
		Map<String, Long> processes = new TreeMap<>();
		status.members()
			.stream()
			.filter((member) -> member.pid() != null)
			.forEach((member) -> processes.put(member.name(), member.pid()));
		if (status.database() != null) {
			processes.put("database", status.database());
		}
		return processes;
	}

	Readings readings(String instance) {
		return this.readings.computeIfAbsent(instance, (name) -> new Readings());
	}

	private Instance instance(Member member) {
		Reading last = readings(member.name()).last();
		boolean ready = member.state() == State.READY;
		return (last != null)
				? new Instance(member.name(), member.service(), ready, last.requests(), last.cpuSeconds(),
						last.inFlight(), last.nanos())
				: new Instance(member.name(), member.service(), ready, 0, null, null, null);
	}

	/** A failure in one second must not stop the observation. */
	private void loop() {
		long next = System.nanoTime();
		while (!this.closed) {
			try {
				observe(this.fleet.get());
			}
			catch (RuntimeException ex) {
				// The readings grow old, which the record shows.
			}
			next += PERIOD.toNanos();
			LockSupport.parkNanos(next - System.nanoTime());
		}
	}

	private void observe(FleetStatus status) {
		status.members()
			.stream()
			.filter((member) -> member.metrics() != null && member.pid() != null)
			.forEach((member) -> ask(member, status.meters().get(member.service())));
		Set<String> names = status.members().stream().map(Member::name).collect(Collectors.toSet());
		this.readings.keySet().retainAll(names);
		this.silent.keySet().retainAll(names);
	}

	private void ask(Member member, @Nullable Meters meters) {
		if (meters == null) {
			return;
		}
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(Objects.requireNonNull(member.metrics())))
				.timeout(TIMEOUT)
				.build();
			this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
				.thenApply((response) -> (response.statusCode() == 200) ? read(member, meters, response.body())
						: "status " + response.statusCode() + " at")
				.exceptionally((ex) -> reason(ex) + " at")
				.thenAccept((fault) -> told(member, fault));
		}
		catch (IllegalArgumentException ex) {
			told(member, "no address can be made of");
		}
	}

	/**
	 * Sends a message when a ready instance had no meters for a while, and when it has
	 * them again.
	 * @param fault why it had none; absent if it had
	 */
	private void told(Member member, @Nullable String fault) {
		if (fault == null) {
			Integer times = this.silent.remove(member.name());
			if (times != null && times >= SILENT) {
				say(member, "has meters again");
			}
		}
		else if (member.state() == State.READY && this.silent.merge(member.name(), 1, Integer::sum) == SILENT) {
			say(member, "has no meters: " + fault + " " + member.metrics());
		}
	}

	private void say(Member member, String text) {
		ObservedEvent event = ObservedEvent.of(Event.MESSAGE, member.service(), member.name(), text);
		this.listeners.forEach((listener) -> tell(listener, event));
	}

	private synchronized void tell(Consumer<ObservedEvent> listener, ObservedEvent event) {
		if (!this.closed) {
			listener.accept(event);
		}
	}

	private static String reason(Throwable ex) {
		Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
		return (cause instanceof HttpTimeoutException) ? "no answer within " + TIMEOUT.toMillis() + " ms"
				: cause.getClass().getSimpleName();
	}

	/**
	 * Keeps an instance's meters.
	 * @return what is wrong with them; absent if nothing is
	 */
	private @Nullable String read(Member member, Meters meters, String text) {
		Set<String> names = Stream.of(meters.requests(), meters.inFlight(), meters.cpuSeconds(), meters.cpuNanos())
			.filter(Objects::nonNull)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		PrometheusText parsed = PrometheusText.parse(text, names);
		OptionalDouble inFlight = sum(parsed, meters.inFlight());
		OptionalDouble seconds = sum(parsed, meters.cpuSeconds());
		OptionalDouble nanos = sum(parsed, meters.cpuNanos());
		Double cpu = seconds.isPresent() ? Double.valueOf(seconds.getAsDouble())
				: nanos.isPresent() ? Double.valueOf(nanos.getAsDouble() / TimeUnit.SECONDS.toNanos(1)) : null;
		// a counter may be missing until its first increment
		readings(member.name()).add(System.nanoTime(), (long) parsed.sum(meters.requests()).orElse(0), cpu,
				inFlight.isPresent() ? Integer.valueOf((int) inFlight.getAsDouble()) : null);
		return (names.size() < 2 || names.stream().anyMatch((name) -> parsed.sum(name).isPresent())) ? null
				: "neither " + String.join(" nor ", names) + " is at";
	}

	private static OptionalDouble sum(PrometheusText text, @Nullable String name) {
		return (name != null) ? text.sum(name) : OptionalDouble.empty();
	}

	@Override
	public void close() {
		this.closed = true;
		this.http.shutdownNow();
	}

}
