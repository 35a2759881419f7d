package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

import dev.marea.lab.observe.ObservedEvent;
import dev.marea.lab.run.RunFolder;

/**
 * Publishes a fleet's status and events in its state folder, for other processes;
 * {@link RunningFleet} reads them.
 */
record StatusFile(StateFolder state) {

	/** A fleet is not published before its first instance. */
	void write(FleetStatus status) {
		if (!status.members().isEmpty()) {
			StateFolder.replace(this.state.status(), RunFolder.JSON.writeValueAsString(status));
		}
	}

	void append(ObservedEvent event) {
		try {
			Files.writeString(this.state.events(), RunFolder.JSON.writeValueAsString(event) + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The fleet is gone. */
	void delete() {
		this.state.status().toFile().delete();
	}

}
