package dev.marea.lab.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.marea.lab.cli.UsageError;

/**
 * Headers of the command line, sent with every request that does not set them itself.
 */
public final class Headers {

	public static final Headers NONE = new Headers(Map.of());

	private final Map<String, Template> templates;

	private Headers(Map<String, Template> templates) {
		this.templates = templates;
	}

	/**
	 * Reads {@code Name: value} lines; a value may have templates such as
	 * <code>${env.TOKEN}</code>, but no fields of pools.
	 * @throws UsageError if a line is no header
	 */
	public static Headers parse(List<String> lines) {
		Map<String, Template> templates = new LinkedHashMap<>();
		for (String line : lines) {
			int colon = line.indexOf(':');
			if (colon < 1) {
				// The value may be a secret, so it is not repeated.
				throw new UsageError("--header needs a name and a value, as in 'Accept: application/json'.");
			}
			String name = line.substring(0, colon).strip();
			try {
				Template value = ScenarioReader.header(name, line.substring(colon + 1).strip());
				if (!value.fields().isEmpty()) {
					throw new UsageError(value.fields().iterator().next() + " is a field of a scenario's pool");
				}
				templates.put(name, value);
			}
			catch (UsageError ex) {
				throw new UsageError("--header %s cannot be used: %s.".formatted(name, ex.getMessage()), ex);
			}
		}
		return new Headers(templates);
	}

	/** These and the given ones, which win. */
	Map<String, Template> with(Map<String, Template> own) {
		Map<String, Template> all = new LinkedHashMap<>(this.templates);
		own.forEach((name, value) -> {
			all.keySet().removeIf(name::equalsIgnoreCase);
			all.put(name, value);
		});
		return all;
	}

	/** A call without a body, with these headers. */
	public Call call(String name, String method, String path, long index) {
		RequestPlan plan = RequestPlan.plain(name, method, path, this.templates);
		return plan.fill(Draws.ofIndex(index));
	}

}
