package dev.marea.lab.fleet;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.fleet.FleetStatus.Member;
import dev.marea.lab.fleet.FleetStatus.State;
import dev.marea.lab.run.Event;
import org.jspecify.annotations.Nullable;

/**
 * One instance through its whole life: it is started, watched, restarted after a crash,
 * and asked to stop. Callers see it exactly while it is ready and not terminating.
 */
final class Replica {

	private static final Duration PROBE_AT_START = Duration.ofMillis(100);

	private static final Duration PROBE = Duration.ofSeconds(2);

	private static final int FAILED_PROBES = 3;

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

	/** After this time, a crash counts as the first again. */
	private static final Duration STABLE = Duration.ofSeconds(60);

	private final String name;

	private final String service;

	private final ServiceSpec spec;

	private final Launcher launcher;

	private final Discovery discovery;

	private final Ports ports;

	private final EventBus events;

	private final StartGate gate;

	private final CountDownLatch told = new CountDownLatch(1);

	private final CountDownLatch gone = new CountDownLatch(1);

	private final AtomicBoolean begun = new AtomicBoolean();

	private int port;

	private int management;

	private StartGate.@Nullable Ticket turn;

	private @Nullable Process process;

	private State state = State.PENDING;

	/** When its first process started; before that, when the instance was requested. */
	private double since = now();

	private double readyChanged = this.since;

	private @Nullable StartCost cost;

	private volatile int crashes;

	private volatile boolean wasReady;

	Replica(String service, ServiceSpec spec, String name, Launcher launcher, Discovery discovery, Ports ports,
			EventBus events, StartGate gate) {
		this.name = name;
		this.service = service;
		this.spec = spec;
		this.launcher = launcher;
		this.discovery = discovery;
		this.ports = ports;
		this.events = events;
		this.gate = gate;
		this.port = ports.take(spec.port());
		this.management = ports.take(null);
	}

	void begin() {
		if (this.begun.compareAndSet(false, true)) {
			this.events.publish(Event.CREATED, this.service, this.name, null);
			Thread.ofVirtual().name(this.name).start(this::live);
		}
	}

	/** Asks the instance to stop: it is removed from discovery, drains and ends. */
	void leave() {
		synchronized (this) {
			if (this.state == State.LEAVING) {
				return;
			}
			this.state = State.LEAVING;
			unlist();
		}
		this.events.publish(Event.TERMINATING, this.service, this.name, null);
		this.told.countDown();
		endTurn();
	}

	void awaitGone() throws InterruptedException {
		this.gone.await();
	}

	private void live() {
		try {
			int backOff = 1;
			while (!leaving()) {
				long started = System.nanoTime();
				String end = runOnce();
				if (leaving()) {
					break;
				}
				backOff = (System.nanoTime() - started > STABLE.toNanos()) ? 1 : backOff;
				this.crashes++;
				this.events.publish(Event.CRASHED, this.service, this.name,
						end + "; starts again in " + backOff + " s; its log is " + this.launcher.log(this.name));
				this.told.await(backOff, TimeUnit.SECONDS);
				backOff = (int) Math.min(LONGEST_BACK_OFF.toSeconds(), backOff * 2L);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			end();
		}
	}

	/** The process must end, whatever ended this thread. */
	private void end() {
		try {
			stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.events.publish(Event.GONE, this.service, this.name, null);
			this.gone.countDown();
		}
	}

	/** How it ended. */
	private String runOnce() throws InterruptedException {
		try {
			awaitTurn();
			Process current = launch();
			if (current == null) {
				return "";
			}
			follow(current);
			return leaving() ? "" : "exit code " + current.waitFor();
		}
		catch (RuntimeException ex) {
			abandon();
			return (ex instanceof Failure) ? String.valueOf(ex.getMessage()) : ex.toString();
		}
		finally {
			endTurn();
		}
	}

	/** This thread no longer watches the process, so the process must end. */
	private void abandon() throws InterruptedException {
		if (leaving()) {
			return;
		}
		synchronized (this) {
			unlist();
		}
		terminate();
		becomeUnready();
	}

	/** A failed write of the list must not block the stop of an instance. */
	private void unlist() {
		try {
			this.discovery.unlist(this.service, this.name);
		}
		catch (UncheckedIOException ex) {
			this.events.publish(Event.MESSAGE, this.service, this.name,
					"cannot be removed from discovery: " + ex.getCause());
		}
	}

	/**
	 * Waits until few enough other instances are starting, or until the instance is asked
	 * to stop.
	 */
	private void awaitTurn() throws InterruptedException {
		StartGate.Ticket ticket;
		synchronized (this) {
			if (this.state == State.LEAVING) {
				return;
			}
			this.state = State.PENDING;
			ticket = this.gate.enter();
			this.turn = ticket;
		}
		ticket.await();
	}

	private synchronized void endTurn() {
		if (this.turn != null) {
			this.turn.close();
			this.turn = null;
		}
	}

	/** Its process; absent if it was asked to stop while pending. */
	private @Nullable Process launch() {
		synchronized (this) {
			if (this.state == State.LEAVING) {
				return null;
			}
			this.state = State.STARTING;
			if (this.crashes == 0) {
				this.since = now();
				this.readyChanged = this.since;
				this.events.publish(Event.SCHEDULED, this.service, this.name, null);
			}
			else {
				renewPorts();
			}
			Process started = this.launcher.start(this.service, this.name, this.port, this.management);
			this.process = started;
			this.events.publish((this.crashes == 0) ? Event.STARTED : Event.RESTARTED, this.service, this.name, null);
			return started;
		}
	}

	/** Another process may use the ports, or a dead one may still hold them. */
	private void renewPorts() {
		int before = this.port;
		this.ports.release(this.port);
		this.ports.release(this.management);
		this.port = this.ports.take(before);
		this.management = this.ports.take(null);
	}

	/** Until the process ends or is asked to stop. */
	private void follow(Process current) throws InterruptedException {
		long began = System.nanoTime();
		String url = placeholders().fill(this.spec.ready());
		boolean ready = false;
		int failed = 0;
		while (current.isAlive()
				&& !this.told.await((ready ? PROBE : PROBE_AT_START).toMillis(), TimeUnit.MILLISECONDS)) {
			if (Probe.ok(url)) {
				failed = 0;
				ready = true;
				becomeReady(current, began);
			}
			else if (ready && ++failed == FAILED_PROBES) {
				becomeUnready();
			}
			else if (!ready && System.nanoTime() - began > this.spec.readyWithin().toNanos()) {
				current.destroyForcibly().waitFor();
			}
			else if (!ready && System.nanoTime() - began > StartGate.LONGEST.toNanos()) {
				endTurn();
			}
		}
		if (!leaving()) {
			becomeUnready();
		}
	}

	private void becomeReady(Process current, long began) {
		synchronized (this) {
			if (this.state == State.LEAVING || this.state == State.READY) {
				return;
			}
			if (!this.wasReady) {
				this.cost = StartCost.of(current, System.nanoTime() - began);
			}
			this.discovery.list(this.service, this.name, this.port, this.management);
			this.state = State.READY;
			this.readyChanged = now();
			this.wasReady = true;
		}
		// The event precedes the release of the turn, so the record never shows more
		// concurrent starts than there are.
		this.events.publish(Event.READY, this.service, this.name, null);
		endTurn();
	}

	private void becomeUnready() {
		boolean lives;
		synchronized (this) {
			lives = this.state == State.READY && this.process != null && this.process.isAlive();
			if (this.state != State.LEAVING) {
				this.readyChanged = (this.state == State.READY) ? now() : this.readyChanged;
				this.state = (this.process != null && this.process.isAlive()) ? State.UNREADY : State.STARTING;
				unlist();
			}
		}
		if (lives) {
			this.events.publish(Event.UNREADY, this.service, this.name, null);
		}
		else {
			this.events.changed();
		}
	}

	private void stop() throws InterruptedException {
		terminate();
		this.ports.release(this.port);
		this.ports.release(this.management);
	}

	/** Ends the process, if there is one. */
	private void terminate() throws InterruptedException {
		Process current = process();
		if (current != null && current.isAlive()) {
			current.destroy();
			if (!current.waitFor(this.spec.grace().toMillis(), TimeUnit.MILLISECONDS)) {
				current.destroyForcibly().waitFor();
			}
		}
	}

	private static double now() {
		return System.nanoTime() / 1e9;
	}

	private synchronized @Nullable Process process() {
		return this.process;
	}

	synchronized boolean leaving() {
		return this.state == State.LEAVING;
	}

	synchronized boolean ready() {
		return this.state == State.READY;
	}

	boolean wasReady() {
		return this.wasReady;
	}

	/** The cost of its first start; absent before it was ready. */
	synchronized @Nullable StartCost cost() {
		return this.cost;
	}

	int crashes() {
		return this.crashes;
	}

	boolean isGone() {
		return this.gone.getCount() == 0;
	}

	String name() {
		return this.name;
	}

	String service() {
		return this.service;
	}

	private synchronized Placeholders placeholders() {
		return this.launcher.placeholders(this.service, this.name, this.port, this.management);
	}

	synchronized Member member() {
		Placeholders filled = placeholders();
		String metrics = (this.spec.metrics() != null) ? filled.fill(this.spec.metrics().url()) : null;
		String invariants = (this.spec.invariants() != null) ? filled.fill(this.spec.invariants()) : null;
		Long pid = (this.process != null && this.process.isAlive()) ? Long.valueOf(this.process.pid()) : null;
		return new Member(this.name, this.service, this.state, pid, this.since, this.readyChanged,
				"http://127.0.0.1:" + this.port, metrics, invariants);
	}

}
