package dev.marea.lab.fleet;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.marea.lab.cli.Failure;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this platform, unpacked once. */
final class PostgresBinaries {

	private PostgresBinaries() {
	}

	/**
	 * Unpacks the programs if they are missing.
	 * @param parent the parent of the new folder, whose name is derived from the content
	 * @return the folder with {@code bin}
	 */
	static Path unpack(Path parent) {
		try {
			Path folder = parent.resolve(digest());
			if (!Files.exists(folder)) {
				Files.createDirectories(parent);
				Path fresh = Files.createTempDirectory(parent, "unpacking");
				untar(fresh);
				moveTo(fresh, folder);
			}
			return folder;
		}
		catch (IOException | IllegalStateException ex) {
			throw new Failure("PostgreSQL for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
					+ " cannot be unpacked: " + ex.getMessage(), ex);
		}
	}

	/** Another process may have been faster; its result is the same. */
	private static void moveTo(Path fresh, Path folder) throws IOException {
		try {
			Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			if (!Files.exists(folder)) {
				throw ex;
			}
			StateFolder.delete(fresh);
		}
	}

	private static InputStream archive() throws IOException {
		String os = System.getProperty("os.name");
		String system = os.startsWith("Mac") ? "Darwin" : os;
		String arch = System.getProperty("os.arch");
		return new BufferedInputStream(
				DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, "amd64".equals(arch) ? "x86_64" : arch));
	}

	private static String digest() throws IOException {
		try (DigestInputStream in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
			in.transferTo(java.io.OutputStream.nullOutputStream());
			return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void untar(Path folder) throws IOException {
		try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive()))) {
			for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
				Path path = folder.resolve(entry.getName()).normalize();
				if (!path.startsWith(folder)) {
					throw new IOException(entry.getName() + " leads out of the archive");
				}
				unpack(tar, entry, path);
			}
		}
	}

	private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
		if (entry.isDirectory()) {
			Files.createDirectories(path);
			return;
		}
		Files.createDirectories(path.getParent());
		if (entry.isSymbolicLink()) {
			Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
		}
		else if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
			Files.copy(tar, path);
			if ((entry.getMode() & 0100) != 0) {
				path.toFile().setExecutable(true, false);
			}
		}
	}

}
