package dev.marea.lab.cli;

import java.nio.file.Path;

/** The project's folder, which does not depend on the current directory. */
public final class Home {

	private Home() {
	}

	/** The checkout that contains {@code ./marea}; without it, the current directory. */
	public static Path folder() {
		return Path.of(System.getProperty("marea.home", "")).toAbsolutePath().normalize();
	}

	/** The folder of the lab's own files; not in version control. */
	public static Path work() {
		return folder().resolve(".marea");
	}

}
