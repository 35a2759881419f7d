package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.run.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * SHA-256 of files, with a memory: hashing some hundred libraries at every start would
 * take longer than a service's start. An entry is valid while the file's change time
 * (ctime) is the same. The modification time is no proof, because unpacking sets it from
 * the archive.
 */
final class JarDigests {

	private final Path file;

	private final Map<String, String> known;

	private boolean changed;

	private JarDigests(Path file, Map<String, String> known) {
		this.file = file;
		this.known = known;
	}

	static JarDigests open(Path folder) {
		Path file = folder.resolve("digests.json");
		try {
			return new JarDigests(file, Files.exists(file)
					? RunFolder.JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, String>>() {
					}) : new TreeMap<>());
		}
		catch (JacksonException ex) {
			return new JarDigests(file, new TreeMap<>());
		}
	}

	String of(Path jar) throws IOException {
		Map<String, Object> unix = Files.readAttributes(jar, "unix:ino,size,ctime");
		String key = jar + " " + unix.get("ino") + " " + unix.get("size") + " " + unix.get("ctime");
		String digest = this.known.get(key);
		if (digest == null) {
			digest = hash(jar);
			this.known.keySet().removeIf((other) -> other.startsWith(jar + " "));
			this.known.put(key, digest);
			this.changed = true;
		}
		return digest;
	}

	private static String hash(Path jar) throws IOException {
		try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(),
				MessageDigest.getInstance("SHA-256"))) {
			Files.copy(jar, out);
			return HexFormat.of().formatHex(out.getMessageDigest().digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void save() throws IOException {
		if (this.changed) {
			Files.createDirectories(this.file.getParent());
			StateFolder.replace(this.file, RunFolder.JSON.writeValueAsString(this.known));
			this.changed = false;
		}
	}

}
