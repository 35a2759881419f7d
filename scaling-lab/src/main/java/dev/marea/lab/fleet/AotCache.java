package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The AOT cache (JEP 483, 515) of one service: classes loaded and linked, methods
 * profiled. The JVM accepts a cache of other jars silently. So the file's name is the
 * SHA-256 of all jars, of the JVM and of its options: a cache of anything else has
 * another name.
 *
 * @param service the service
 * @param folder the folder of the caches
 * @param digest its inputs
 */
record AotCache(String service, Path folder, String digest) {

	/**
	 * The cache for these jars and this JVM, whether or not it exists.
	 * @param jar the executable jar; its libraries are in {@code lib} beside it
	 */
	static AotCache of(String service, Path folder, Path jar, List<String> options, JarDigests digests) {
		try {
			List<String> parts = jvm(options);
			for (Path each : jars(jar)) {
				parts.add(each.getFileName() + " " + digests.of(each));
			}
			MessageDigest sha = MessageDigest.getInstance("SHA-256");
			byte[] all = sha.digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
			return new AotCache(service, folder, HexFormat.of().formatHex(all, 0, 12));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Path> jars(Path jar) throws IOException {
		List<Path> jars = new ArrayList<>(List.of(jar));
		Path lib = jar.resolveSibling("lib");
		if (Files.isDirectory(lib)) {
			try (Stream<Path> libraries = Files.list(lib)) {
				libraries.filter((path) -> path.toString().endsWith(".jar")).sorted().forEach(jars::add);
			}
		}
		return jars;
	}

	/** A cache is for one JVM and one collector. */
	private static List<String> jvm(List<String> options) throws IOException {
		List<String> jvm = new ArrayList<>(
				List.of(System.getProperty("java.vm.version"), System.getProperty("os.arch")));
		Path release = Path.of(System.getProperty("java.home"), "release");
		if (Files.exists(release)) {
			jvm.add(Files.readString(release));
		}
		options.stream().filter((option) -> option.startsWith("-XX:")).forEach(jvm::add);
		return jvm;
	}

	Path file() {
		return this.folder.resolve(this.service + "-" + this.digest + ".aot");
	}

	/** The recording of a training, from which the cache is built. */
	Path configuration() {
		return this.folder.resolve(this.service + "-" + this.digest + ".aotconf");
	}

	boolean exists() {
		return Files.isRegularFile(file());
	}

	/** Removes the caches of earlier builds of the service. */
	void deleteOthers() throws IOException {
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.toList()) {
				if (file.getFileName().toString().matches(this.service + "-[0-9a-f]{24}\\..*")
						&& !file.equals(file())) {
					Files.delete(file);
				}
			}
		}
	}

}
