package dev.marea.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.marea.aws.settings.Part;
import dev.marea.aws.settings.Refused;

/**
 * Which images are run, by digest once they were pushed.
 *
 * @param versions by service, a digest or a tag
 */
public record Images(Map<String, String> versions) {

	/** As {@code marea images --push} writes it. */
	private static final Pattern LINE = Pattern.compile("MAREA_([A-Z]+)_IMAGE=\\S+?@(sha256:[0-9a-f]{64})");

	/** Of a tag, for all services. */
	public static Images tagged(String tag) {
		return new Images(
				java.util.Arrays.stream(Part.values()).collect(Collectors.toMap(Part::service, (part) -> tag)));
	}

	/**
	 * Those that {@code marea images --push} wrote down.
	 * @throws Refused where one of the services is missing
	 */
	public static Images pushed(Path file) {
		try {
			Map<String, String> versions = new java.util.HashMap<>();
			for (String line : Files.readAllLines(file)) {
				Matcher matcher = LINE.matcher(line.strip());
				if (matcher.matches()) {
					versions.put(matcher.group(1).toLowerCase(java.util.Locale.ROOT) + "-service", matcher.group(2));
				}
			}
			for (Part part : Part.values()) {
				if (!versions.containsKey(part.service())) {
					throw new Refused("%s has no digest of %s: push the images again.".formatted(file, part.service()));
				}
			}
			return new Images(Map.copyOf(versions));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A digest or a tag. */
	public String of(Part part) {
		return this.versions.get(part.service());
	}

}
