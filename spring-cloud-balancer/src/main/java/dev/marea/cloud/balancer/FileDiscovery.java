package dev.marea.cloud.balancer;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder with a file {@code <service>.json} for each service, in the format of
 * Prometheus' {@code file_sd}. A file is read when its time, size or inode changes. If it
 * cannot be read in full, the last list stays.
 */
class FileDiscovery implements Discovery {

	private static final Logger logger = LoggerFactory.getLogger(FileDiscovery.class);

	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Path directory;

	private final Duration poll;

	private final List<FollowedFile> followed = new CopyOnWriteArrayList<>();

	private @Nullable Thread poller;

	FileDiscovery(Path directory, Duration poll) {
		this.directory = directory;
		this.poll = poll;
	}

	@Override
	public synchronized void follow(String service, Consumer<List<Instance>> listener) {
		FollowedFile file = new FollowedFile(this.directory.resolve(service + ".json"), listener);
		if (!file.check()) {
			listener.accept(List.of());
		}
		this.followed.add(file);
		if (this.poller == null) {
			this.poller = Thread.ofVirtual().name("discovery").start(this::run);
		}
	}

	/** Services that have a file. */
	Set<String> services() {
		Set<String> names = new TreeSet<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory, "*.json")) {
			for (Path file : files) {
				String name = file.getFileName().toString();
				names.add(name.substring(0, name.length() - ".json".length()));
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			logger.debug("The folder '{}' cannot be listed", this.directory, ex);
		}
		return names;
	}

	private void run() {
		try {
			while (true) {
				Thread.sleep(this.poll);
				check();
			}
		}
		catch (InterruptedException ex) {
			// close() interrupts this thread.
		}
	}

	void check() {
		this.followed.forEach(FollowedFile::check);
	}

	@Override
	public synchronized void close() {
		if (this.poller != null) {
			this.poller.interrupt();
		}
	}

	private static List<Instance> read(Path file) throws IOException {
		Group[] groups = JSON.readValue(Files.readAllBytes(file), Group[].class);
		if (groups == null || Arrays.asList(groups).contains(null)) {
			throw new IllegalArgumentException("not a list of groups of targets");
		}
		List<Instance> instances = new ArrayList<>();
		for (Group group : groups) {
			String name = (group.targets().size() == 1) ? group.labels().get("instance") : null;
			for (String target : group.targets()) {
				instances.add(Instance.of(target, (name != null) ? name : target));
			}
		}
		return instances;
	}

	/**
	 * One group of targets that share their labels.
	 */
	record Group(List<String> targets, Map<String, String> labels) {

		Group {
			targets = (targets != null) ? List.copyOf(targets) : List.of();
			labels = (labels != null) ? labels : Map.of();
		}

	}

	private record Stamp(FileTime modified, long size, @Nullable Object inode) {

		static Stamp of(Path file) throws IOException {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
		}

	}

	private static final class FollowedFile {

		private final Path file;

		private final Consumer<List<Instance>> listener;

		private @Nullable Stamp seen;

		private @Nullable String complaint;

		FollowedFile(Path file, Consumer<List<Instance>> listener) {
			this.file = file;
			this.listener = listener;
		}

		/** Reads the file if it changed; returns whether the listener was called. */
		synchronized boolean check() {
			try {
				Stamp stamp = Stamp.of(this.file);
				if (stamp.equals(this.seen)) {
					return false;
				}
				List<Instance> instances = read(this.file);
				this.seen = stamp;
				this.complaint = null;
				this.listener.accept(instances);
				return true;
			}
			catch (NoSuchFileException ex) {
				return false;
			}
			catch (IOException | JacksonException | IllegalArgumentException ex) {
				complain(ex);
				return false;
			}
		}

		private void complain(Exception ex) {
			String reason = String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
			if (!reason.equals(this.complaint)) {
				logger.warn("The file '{}' cannot be used, the last list stays: {}", this.file, reason);
				this.complaint = reason;
			}
		}

	}

}
