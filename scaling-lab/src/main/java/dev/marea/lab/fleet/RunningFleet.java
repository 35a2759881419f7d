package dev.marea.lab.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.RunFolder;
import tools.jackson.core.JacksonException;

/**
 * A fleet of another process, found by its state folder. Both processes read the clock of
 * the same machine, so their times agree.
 */
public final class RunningFleet implements Observer {

	private static final long POLL_NANOS = 100_000_000;

	/** Bytes of one read. */
	private static final int CHUNK = 1 << 20;

	private final Path state;

	private final FleetObserver observer;

	private final List<Consumer<ObservedEvent>> listeners = new CopyOnWriteArrayList<>();

	private volatile FleetStatus last;

	private volatile boolean closed;

	private RunningFleet(Path state, FleetStatus status) {
		this.state = state;
		this.last = status;
		this.observer = new FleetObserver(this::status, this.listeners::add);
	}

	/**
	 * Finds the fleet and begins to watch it.
	 * @throws UsageError when none runs there
	 */
	public static RunningFleet attach(Path state) {
		RunningFleet fleet = new RunningFleet(state, FleetStatus.read(state));
		Path events = state.resolve(StateFolder.EVENTS);
		long from = Files.exists(events) ? events.toFile().length() : 0;
		Thread.ofPlatform().daemon().name("fleet-tail").start(() -> fleet.tail(events, from));
		return fleet;
	}

	/** Its status; its last status if it is gone. */
	public FleetStatus status() {
		FleetStatus now = FleetStatus.find(this.state).orElse(this.last);
		this.last = now;
		return now;
	}

	@Override
	public Snapshot snapshot() {
		return this.observer.snapshot();
	}

	@Override
	public Map<String, Long> processes() {
		return this.observer.processes();
	}

	@Override
	public void listen(Consumer<ObservedEvent> listener) {
		this.observer.listen(listener);
	}

	private void tail(Path file, long from) {
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		long position = from;
		while (!this.closed) {
			byte[] more = read(file, position);
			position += more.length;
			int begin = 0;
			for (int i = 0; i < more.length; i++) {
				if (more[i] == '\n') {
					rest.write(more, begin, i - begin);
					begin = i + 1;
					// Only a complete line has complete characters.
					tell(rest.toString(StandardCharsets.UTF_8));
					rest.reset();
				}
			}
			rest.write(more, begin, more.length - begin);
			if (more.length < CHUNK) {
				LockSupport.parkNanos(POLL_NANOS);
			}
		}
	}

	/** The bytes after a position, at most one read. */
	private static byte[] read(Path file, long position) {
		try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
			byte[] more = new byte[(int) Math.max(0, Math.min(CHUNK, lines.length() - position))];
			lines.seek(position);
			lines.readFully(more);
			return more;
		}
		catch (IOException ex) {
			// the fleet is gone, or starts again
			return new byte[0];
		}
	}

	/**
	 * A line that cannot be read, or that fails a listener, must not block the next one.
	 */
	private void tell(String line) {
		ObservedEvent event;
		try {
			event = RunFolder.JSON.readValue(line, ObservedEvent.class);
		}
		catch (JacksonException ex) {
			return;
		}
		if (event == null) {
			return;
		}
		for (Consumer<ObservedEvent> listener : this.listeners) {
			try {
				listener.accept(event);
			}
			catch (RuntimeException ex) {
				// its own message says what is wrong
			}
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.observer.close();
	}

}
