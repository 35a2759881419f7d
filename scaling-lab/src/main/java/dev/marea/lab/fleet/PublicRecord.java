package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

import dev.marea.lab.observe.Happening;
import dev.marea.lab.run.RunFolder;

/**
 * Publishes a fleet's status and events in its state folder, for other processes;
 * {@link RunningFleet} reads them.
 */
record PublicRecord(StateFolder state) {

	/** A fleet is not published before its first instance. */
	void is(FleetView view) {
		if (!view.members().isEmpty()) {
			StateFolder.replace(this.state.view(), RunFolder.JSON.writeValueAsString(view));
		}
	}

	void happened(Happening happening) {
		try {
			Files.writeString(this.state.happenings(), RunFolder.JSON.writeValueAsString(happening) + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The fleet is gone. */
	void ends() {
		this.state.view().toFile().delete();
	}

}
