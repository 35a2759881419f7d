package dev.marea.lab.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/** The project's version at build time. */
public final class Version implements IVersionProvider {

	@Override
	public String[] getVersion() {
		return new String[] { "Marea " + marea() + ", Java " + System.getProperty("java.version") };
	}

	public static String marea() {
		Properties properties = new Properties();
		try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
			if (in != null) {
				properties.load(in);
			}
		}
		catch (IOException ex) {
			// The lab works without its version.
		}
		return properties.getProperty("version", "unknown");
	}

}
