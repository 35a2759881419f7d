package dev.marea.e2e.image;

import java.util.Objects;

import dev.marea.lab.cli.Version;

/** Names of the images, as in compose.yaml. */
final class Names {

	private Names() {
	}

	static String of(String image) {
		String repository = Objects.requireNonNullElse(System.getenv("MAREA_REPOSITORY"), "localhost/marea");
		String tag = Objects.requireNonNullElse(System.getenv("MAREA_TAG"), Version.marea());
		return repository + "/" + image + ":" + tag;
	}

}
