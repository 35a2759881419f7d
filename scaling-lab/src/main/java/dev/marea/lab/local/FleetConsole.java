package dev.marea.lab.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.Event;

/** Prints a fleet's events on the terminal. */
final class FleetConsole implements Consumer<ObservedEvent> {

	private final PrintWriter out;

	private final Map<String, Long> created = new ConcurrentHashMap<>();

	FleetConsole(PrintWriter out) {
		this.out = out;
	}

	synchronized void line(String text) {
		this.out.println(text);
		this.out.flush();
	}

	@Override
	public void accept(ObservedEvent event) {
		String instance = String.valueOf(event.instance());
		switch (event.kind()) {
			case Event.CREATED, Event.RESTARTED -> this.created.put(instance, event.nanos());
			case Event.READY -> line("  " + instance + " is ready" + after(instance, event.nanos()));
			case Event.UNREADY -> line("  " + instance + " is not ready");
			case Event.TERMINATING -> line("  " + instance + " drains");
			case Event.GONE -> line("  " + instance + " is gone");
			case Event.CRASHED -> line("  " + instance + " crashed: " + event.text());
			case Event.DECISION -> line("  " + event.service() + ": " + event.desired() + " wanted, " + event.text());
			default -> {
			}
		}
	}

	private String after(String instance, long nanos) {
		Long created = this.created.remove(instance);
		return (created != null) ? String.format(Locale.ROOT, " after %.1f s", (nanos - created) / 1e9) : " again";
	}

}
