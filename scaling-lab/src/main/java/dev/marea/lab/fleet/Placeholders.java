package dev.marea.lab.fleet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.marea.lab.cli.UsageError;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>${…}</code>. Of the fleet: {@code folder}, {@code java}, {@code state},
 * {@code discovery}, {@code key.NAME.private}, {@code key.NAME.public},
 * {@code db.NAME.url}, {@code db.NAME.user}, {@code db.NAME.password}, {@code demo.wait},
 * {@code demo.patience}. Of an instance: {@code service}, {@code instance}, {@code port},
 * {@code management}.
 */
final class Placeholders {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

	private final Map<String, String> values;

	private final String where;

	private Placeholders(Map<String, String> values, String where) {
		this.values = values;
		this.where = where;
	}

	/** The placeholders of all services of a fleet. */
	static Placeholders of(FleetFile file, StateFolder state, @Nullable Postgres postgres) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("folder", file.folder().toString());
		values.put("java", Launcher.java().toString());
		values.put("state", state.folder().toString());
		values.put("discovery", state.discovery().toString());
		KeyPairs keys = new KeyPairs(state.secrets());
		for (String key : file.keys()) {
			keys.make(key);
			values.put("key." + key + ".private", keys.privateKey(key).toString());
			values.put("key." + key + ".public", keys.publicKey(key).toString());
		}
		if (postgres != null) {
			for (String database : file.databases()) {
				values.put("db." + database + ".url", postgres.url(database));
				values.put("db." + database + ".user", database);
				values.put("db." + database + ".password", postgres.password(database));
			}
		}
		if (file.demo() != null) {
			values.putAll(file.demo().values());
		}
		return new Placeholders(values, "");
	}

	/** Has every name that the fleet's instances will have. */
	static Placeholders forCheck(FleetFile fleet, String where) {
		Map<String, String> names = new LinkedHashMap<>();
		for (String name : new String[] { "folder", "java", "state", "discovery", "service", "instance", "port",
				"management" }) {
			names.put(name, "0");
		}
		for (String key : fleet.keys()) {
			names.put("key." + key + ".private", "0");
			names.put("key." + key + ".public", "0");
		}
		for (String database : fleet.databases()) {
			names.put("db." + database + ".url", "0");
			names.put("db." + database + ".user", "0");
			names.put("db." + database + ".password", "0");
		}
		if (fleet.demo() != null) {
			names.putAll(fleet.demo().values());
		}
		return new Placeholders(names, where);
	}

	/** The same with additional values. */
	Placeholders with(Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(this.values);
		all.putAll(more);
		return new Placeholders(all, this.where);
	}

	String fill(String text) {
		return fill(text, "");
	}

	String fill(String text, String part) {
		return PLACEHOLDER.matcher(text)
			.replaceAll((match) -> Matcher.quoteReplacement(value(match.group(1), this.where + part)));
	}

	private String value(String name, String place) {
		String value = this.values.get(name);
		if (value == null) {
			throw new UsageError(place + ": ${" + name + "} is not known; known are "
					+ String.join(", ", new TreeSet<>(this.values.keySet())) + ".");
		}
		return value;
	}

}
