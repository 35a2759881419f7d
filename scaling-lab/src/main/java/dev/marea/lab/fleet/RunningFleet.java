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
import dev.marea.lab.observe.Happening;
import dev.marea.lab.observe.Observer;
import dev.marea.lab.observe.Snapshot;
import dev.marea.lab.run.RunFolder;
import tools.jackson.core.JacksonException;

/**
 * A fleet that another process runs, known by its state folder. Times agree because both
 * processes read the same machine's clock.
 */
public final class RunningFleet implements Observer {

	private static final long LOOK_NANOS = 100_000_000;

	/** Bytes that are read at once. */
	private static final int CHUNK = 1 << 20;

	private final Path state;

	private final FleetObserver observer;

	private final List<Consumer<Happening>> listeners = new CopyOnWriteArrayList<>();

	private volatile FleetView last;

	private volatile boolean closed;

	private RunningFleet(Path state, FleetView view) {
		this.state = state;
		this.last = view;
		this.observer = new FleetObserver(this::view, this.listeners::add);
	}

	/**
	 * Finds the fleet and begins to watch it.
	 * @throws UsageError when none runs there
	 */
	public static RunningFleet attach(Path state) {
		RunningFleet fleet = new RunningFleet(state, FleetView.read(state));
		Path happenings = state.resolve(StateFolder.HAPPENINGS);
		long from = Files.exists(happenings) ? happenings.toFile().length() : 0;
		Thread.ofPlatform().daemon().name("fleet-tail").start(() -> fleet.tail(happenings, from));
		return fleet;
	}

	/** What it is now; what it was last if it is gone. */
	public FleetView view() {
		FleetView now = FleetView.find(this.state).orElse(this.last);
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
	public void listen(Consumer<Happening> listener) {
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
					// Only a whole line is whole characters.
					tell(rest.toString(StandardCharsets.UTF_8));
					rest.reset();
				}
			}
			rest.write(more, begin, more.length - begin);
			if (more.length < CHUNK) {
				LockSupport.parkNanos(LOOK_NANOS);
			}
		}
	}

	/** What is there beyond a position, as much as is read at once. */
	private static byte[] read(Path file, long position) {
		try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
			byte[] more = new byte[(int) Math.max(0, Math.min(CHUNK, lines.length() - position))];
			lines.seek(position);
			lines.readFully(more);
			return more;
		}
		catch (IOException ex) {
			// the fleet is gone, or begins anew
			return new byte[0];
		}
	}

	/** A line that is not understood, or fails a listener, keeps nobody from the next. */
	private void tell(String line) {
		Happening happening;
		try {
			happening = RunFolder.JSON.readValue(line, Happening.class);
		}
		catch (JacksonException ex) {
			return;
		}
		if (happening == null) {
			return;
		}
		for (Consumer<Happening> listener : this.listeners) {
			try {
				listener.accept(happening);
			}
			catch (RuntimeException ex) {
				// it knows best what it lacks
			}
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.observer.close();
	}

}
