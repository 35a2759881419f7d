package dev.marea.e2e.compose;

/** Names of the shop's images, as compose.yaml has them. */
final class Images {

	private Images() {
	}

	static String of(String service) {
		String repository = variable("MAREA_REPOSITORY", "localhost/marea");
		return repository + "/" + service + ":" + variable("MAREA_TAG", "0.1.0-SNAPSHOT");
	}

	private static String variable(String name, String otherwise) {
		String value = System.getenv(name);
		return (value != null) ? value : otherwise;
	}

}
