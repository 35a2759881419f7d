package dev.marea.lab.cli;

import java.nio.file.Path;

/** Where the project is, whatever the current directory. */
public final class Home {

	private Home() {
	}

	/** The checkout that {@code ./marea} stands in; the current directory without it. */
	public static Path folder() {
		return Path.of(System.getProperty("marea.home", "")).toAbsolutePath().normalize();
	}

	/** What the lab makes and keeps; not in version control. */
	public static Path work() {
		return folder().resolve(".marea");
	}

}
