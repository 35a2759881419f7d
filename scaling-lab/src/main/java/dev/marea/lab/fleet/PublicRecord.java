package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

import dev.marea.lab.observe.Happening;
import dev.marea.lab.run.RunFolder;

/**
 * What a fleet tells other processes of itself, in its state folder: what it is now and
 * what has happened; {@link RunningFleet} reads it.
 */
record PublicRecord(StateFolder state) {

	/** A fleet that has no instance yet is none. */
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
