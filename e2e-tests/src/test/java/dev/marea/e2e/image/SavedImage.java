package dev.marea.e2e.image;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.io.input.TeeInputStream;
import org.apache.commons.io.output.CountingOutputStream;
import org.apache.commons.io.output.NullOutputStream;
import org.testcontainers.DockerClientFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as the engine exports it: its configuration, and every file in its layers.
 *
 * @param config the OCI image configuration
 * @param compressed bytes of its layers as a registry keeps them
 * @param files by absolute path, directories included; the uppermost layer's
 */
record SavedImage(JsonNode config, long compressed, Map<String, FileEntry> files) {

	private static final int LEGIBLE = 16 * 1024;

	private static final JsonMapper JSON = new JsonMapper();

	/** Reading takes seconds, and no test changes an image. */
	private static final Map<String, SavedImage> READ = new ConcurrentHashMap<>();

	static SavedImage of(String name) {
		return READ.computeIfAbsent(name, SavedImage::save);
	}

	private static SavedImage save(String name) {
		try {
			Path tar = Files.createTempFile("image", ".tar");
			try (InputStream in = DockerClientFactory.instance().client().saveImageCmd(name).exec()) {
				Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
				return read(tar);
			}
			finally {
				Files.delete(tar);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SavedImage read(Path path) throws IOException {
		try (TarFile tar = new TarFile(path)) {
			JsonNode manifest = JSON.readTree(content(tar, "manifest.json")).get(0);
			JsonNode config = JSON.readTree(content(tar, manifest.get("Config").asString()));
			Map<String, FileEntry> files = new LinkedHashMap<>();
			long compressed = 0;
			for (JsonNode layer : manifest.get("Layers")) {
				compressed += read(content(tar, layer.asString()), files);
			}
			return new SavedImage(config, compressed, files);
		}
	}

	private static InputStream content(TarFile tar, String name) throws IOException {
		TarArchiveEntry entry = tar.getEntries()
			.stream()
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow(() -> new IOException("no " + name + " in the image's archive"));
		if (entry.isSymbolicLink()) {
			return content(tar, Path.of(name).resolveSibling(entry.getLinkName()).normalize().toString());
		}
		return new BufferedInputStream(tar.getInputStream(entry));
	}

	/** Adds the layer's files, and returns its compressed size. */
	private static long read(InputStream layer, Map<String, FileEntry> files) throws IOException {
		layer.mark(2);
		boolean gzip = layer.read() == 0x1f && layer.read() == 0x8b;
		layer.reset();
		CountingOutputStream counter = new CountingOutputStream(NullOutputStream.INSTANCE);
		try (OutputStream sink = gzip ? counter : new GZIPOutputStream(counter);
				InputStream tee = new TeeInputStream(layer, sink);
				TarArchiveInputStream entries = new TarArchiveInputStream(gzip ? new GZIPInputStream(tee) : tee)) {
			for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
				String name = "/" + entry.getName().replaceFirst("^\\./", "").replaceFirst("/$", "");
				byte[] start = entries.readNBytes(LEGIBLE);
				files.put(name, new FileEntry(entry.getMode(), entry.getLongUserId(), entry.isFile(),
						digest(start, entries), new String(start, StandardCharsets.UTF_8)));
			}
			tee.transferTo(OutputStream.nullOutputStream());
		}
		return counter.getByteCount();
	}

	private static String digest(byte[] start, InputStream rest) throws IOException {
		DigestInputStream in = new DigestInputStream(rest, sha256());
		in.getMessageDigest().update(start);
		in.transferTo(OutputStream.nullOutputStream());
		return HexFormat.of().formatHex(in.getMessageDigest().digest());
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	List<String> entrypoint() {
		return this.config.at("/config/Entrypoint").valueStream().map(JsonNode::asString).toList();
	}

	/** Whether it stands on the base of {@code images/base}. */
	boolean isOnSelfMadeBase() {
		return this.files.containsKey("/opt/java/release");
	}

	/**
	 * A file in a layer.
	 *
	 * @param mode permissions, with the setuid and setgid bits
	 * @param owner the user id
	 * @param regular whether it is a regular file
	 * @param digest SHA-256 of its content, hexadecimal
	 * @param start its first 16 KiB, as text
	 */
	record FileEntry(int mode, long owner, boolean regular, String digest, String start) {
	}

}
