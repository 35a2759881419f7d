package dev.marea.cloud.balancer;

import java.io.IOException;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder with one {@code <service>.json} a service, in the format of Prometheus'
 * {@code file_sd}. A file is read when its time, size or inode changes; one that cannot
 * be read, or only half, changes nothing: the instances known before stay.
 */
class FileDiscovery implements Discovery {

	private static final Logger logger = LoggerFactory.getLogger(FileDiscovery.class);

	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Path directory;

	private final Duration poll;

	private final List<Followed> followed = new CopyOnWriteArrayList<>();

	private @Nullable Thread poller;

	FileDiscovery(Path directory, Duration poll) {
		this.directory = directory;
		this.poll = poll;
	}

	@Override
	public synchronized void follow(String service, Consumer<List<Instance>> listener) {
		Followed file = new Followed(this.directory.resolve(service + ".json"), listener);
		if (!file.look()) {
			listener.accept(List.of());
		}
		this.followed.add(file);
		if (this.poller == null) {
			this.poller = Thread.ofVirtual().name("discovery").start(this::run);
		}
	}

	private void run() {
		try {
			while (true) {
				Thread.sleep(this.poll);
				look();
			}
		}
		catch (InterruptedException ex) {
			// Closed.
		}
	}

	void look() {
		this.followed.forEach(Followed::look);
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
			throw new IllegalArgumentException("It is not a list of groups of targets");
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

	private static final class Followed {

		private final Path file;

		private final Consumer<List<Instance>> listener;

		private @Nullable Stamp seen;

		private @Nullable String complaint;

		Followed(Path file, Consumer<List<Instance>> listener) {
			this.file = file;
			this.listener = listener;
		}

		/** Returns whether there was something new to tell. */
		synchronized boolean look() {
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
				logger.warn("{} cannot be used, the instances known before stay: {}", this.file, reason);
				this.complaint = reason;
			}
		}

	}

}
