package dev.marea.lab.fleet;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.lab.run.RunFolder;

/**
 * Publishes the addresses of instances to callers: one file for each service, in
 * Prometheus' {@code file_sd} format. It lists the instances that are ready and not
 * terminating.
 */
final class Discovery {

	private final Path folder;

	private final Map<String, Map<String, Target>> listed = new TreeMap<>();

	Discovery(Path folder, Collection<String> services) {
		this.folder = folder;
		for (String service : services) {
			this.listed.put(service, new TreeMap<>());
			write(service);
		}
	}

	synchronized void list(String service, String instance, int port, int management) {
		entries(service).put(instance, new Target(List.of("127.0.0.1:" + port),
				Map.of("service", service, "instance", instance, "management", "127.0.0.1:" + management)));
		write(service);
	}

	synchronized void unlist(String service, String instance) {
		if (entries(service).remove(instance) != null) {
			write(service);
		}
	}

	private Map<String, Target> entries(String service) {
		Map<String, Target> entries = this.listed.get(service);
		if (entries == null) {
			throw new IllegalArgumentException("no service " + service);
		}
		return entries;
	}

	private void write(String service) {
		StateFolder.replace(this.folder.resolve(service + ".json"),
				RunFolder.JSON.writeValueAsString(entries(service).values()));
	}

	private record Target(List<String> targets, Map<String, String> labels) {

	}

}
