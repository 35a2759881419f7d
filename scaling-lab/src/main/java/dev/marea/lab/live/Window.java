package dev.marea.lab.live;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** The window of the terminal, which its user can resize at any time. */
interface Window {

	/** The new size, if it may have changed since the last call. */
	@Nullable Size resized();

	/** Columns and rows. */
	record Size(int columns, int rows) {

		/** The size of the terminal that controls this process; absent without one. */
		static @Nullable Size ofTerminal() {
			try {
				Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
					.redirectError(ProcessBuilder.Redirect.DISCARD)
					.start();
				String[] size = new String(stty.getInputStream().readAllBytes()).strip().split(" ");
				stty.waitFor(1, TimeUnit.SECONDS);
				return (size.length == 2 && size[0].matches("\\d{1,4}") && size[1].matches("[1-9]\\d{0,3}"))
						? new Size(Integer.parseInt(size[1]), Integer.parseInt(size[0])) : null;
			}
			catch (IOException ex) {
				return null;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
		}

	}

	/**
	 * The window of this process. The size is read only after the system reports a change
	 * (SIGWINCH), because reading it starts a process.
	 */
	static Window ofProcess() {
		AtomicBoolean changed = new AtomicBoolean();
		try {
			Signal.handle(new Signal("WINCH"), (signal) -> changed.set(true));
		}
		catch (IllegalArgumentException ex) {
			// This system has no such signal, or this JVM may not handle it.
		}
		return () -> changed.getAndSet(false) ? Size.ofTerminal() : null;
	}

}
