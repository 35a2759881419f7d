package dev.marea.lab.replay;

/**
 * A request of an access log.
 *
 * @param second epoch second
 * @param method the HTTP method, in capitals
 * @param path path and query, ready to be sent
 */
record LogRequest(long second, String method, String path) {

	/**
	 * A name that many paths share: without its query, and with {@code *} for parts that
	 * look like ids.
	 */
	String name() {
		StringBuilder name = new StringBuilder(this.method).append(' ');
		int query = this.path.indexOf('?');
		String[] parts = ((query < 0) ? this.path : this.path.substring(0, query)).split("/", 7);
		for (int i = 1; i < parts.length; i++) {
			name.append('/').append((i == 6 || isId(parts[i])) ? "*" : parts[i]);
		}
		return name.toString();
	}

	private static boolean isId(String part) {
		return part.length() > 30 || (part.chars().anyMatch(Character::isDigit) && !part.matches("v\\d{1,2}"));
	}

}
