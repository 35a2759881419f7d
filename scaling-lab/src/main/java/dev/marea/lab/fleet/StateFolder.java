package dev.marea.lab.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

import dev.marea.lab.cli.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a fleet's data, keys and logs. A lock, which ends with the process,
 * admits one fleet at a time.
 */
public final class StateFolder implements AutoCloseable {

	/** The fleet's events, each an {@code ObservedEvent} as a line of JSON. */
	static final String EVENTS = "events.jsonl";

	private static final String REAPER = "reaper.pid";

	private final Path folder;

	private final FileChannel channel;

	private StateFolder(Path folder, FileChannel channel) {
		this.folder = folder;
		this.channel = channel;
	}

	/**
	 * Locks the folder for this process.
	 * @param fresh whether to delete the data of an earlier fleet
	 * @throws Failure if another fleet has locked it
	 */
	public static StateFolder take(Path folder, boolean fresh) {
		try {
			Files.createDirectories(folder);
			FileChannel channel = lock(folder.toRealPath());
			StateFolder state = new StateFolder(folder.toRealPath(), channel);
			Reaper.awaitPredecessor(state.reaperPid());
			if (fresh) {
				delete(state.data());
				delete(state.secrets());
			}
			delete(state.logs());
			delete(state.discovery());
			Files.deleteIfExists(state.status());
			Files.deleteIfExists(state.events());
			Files.createDirectories(state.logs());
			Files.createDirectories(state.discovery());
			Files.createDirectories(state.secrets(),
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			return state;
		}
		catch (IOException ex) {
			throw new Failure("the state folder " + folder + " cannot be used: " + ex.getMessage(), ex);
		}
	}

	private static FileChannel lock(Path folder) throws IOException {
		FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.READ, StandardOpenOption.WRITE);
		if (!locked(channel)) {
			ByteBuffer holder = ByteBuffer.allocate(20);
			channel.read(holder, 0);
			channel.close();
			String pid = new String(holder.array(), 0, holder.position(), StandardCharsets.UTF_8).strip();
			throw new Failure("another fleet runs on " + folder + (pid.isEmpty() ? "" : " (process " + pid + ")")
					+ "; stop it, or give another folder with --state.");
		}
		channel.truncate(0);
		channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
		return channel;
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	Path folder() {
		return this.folder;
	}

	public Path data() {
		return this.folder.resolve("postgresql");
	}

	Path secrets() {
		return this.folder.resolve("secrets");
	}

	public Path logs() {
		return this.folder.resolve("logs");
	}

	Path log(String instance) {
		return logs().resolve(instance + ".log");
	}

	Path discovery() {
		return this.folder.resolve("discovery");
	}

	/** {@link FleetStatus} as JSON. */
	Path status() {
		return this.folder.resolve(FleetStatus.FILE);
	}

	Path events() {
		return this.folder.resolve(EVENTS);
	}

	Path reaperPid() {
		return this.folder.resolve(REAPER);
	}

	/** Whether a reaper will end the processes of this folder when its lab is gone. */
	public static boolean isLookedAfter(Path folder) {
		return Reaper.running(folder.resolve(REAPER)).isPresent();
	}

	/** A password that is kept as long as the data. */
	String password(String name) {
		Path file = secrets().resolve(name + ".password");
		try {
			if (!Files.exists(file)) {
				byte[] random = new byte[16];
				new SecureRandom().nextBytes(random);
				Files.writeString(file, HexFormat.of().formatHex(random));
			}
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Other processes see the old content or the new one, never a part. */
	static void replace(Path file, String content) {
		Path next = file.resolveSibling("." + file.getFileName() + ".next");
		try {
			Files.writeString(next, content);
			Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void delete(@Nullable Path path) throws IOException {
		if (path == null || !Files.exists(path)) {
			return;
		}
		try (Stream<Path> tree = Files.walk(path)) {
			for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(each);
			}
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
