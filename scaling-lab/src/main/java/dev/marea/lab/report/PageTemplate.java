package dev.marea.lab.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page with inlined style and scripts: one file that needs no network. The content
 * security policy admits scripts by the hash of their text only, so injected scripts
 * would not run.
 */
final class PageTemplate {

	private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

	private static final List<String> SCRIPTS = List.of("words", "figures", "plot", "page", "percentiles");

	private PageTemplate() {
	}

	/**
	 * A whole page: the common frame around the page's content.
	 * @param content the content's template
	 * @param kind the kind of page
	 * @param values HTML by the place's name, for the content and for {@code title},
	 * {@code run-json} and {@code footer} of the frame
	 * @param scripts its own scripts, after the common ones
	 */
	static String page(String content, Words kind, Map<String, String> values, String... scripts) {
		Map<String, String> frame = new HashMap<>(values);
		frame.putAll(assets(scripts));
		frame.put("kind", Html.words(kind));
		frame.put("main", fill(resource(content), values));
		return fill(resource("page.html"), frame);
	}

	/**
	 * Fills a template in one pass: inserted text is not searched again.
	 * @param values HTML by the place's name
	 */
	private static String fill(String template, Map<String, String> values) {
		return PLACE.matcher(template).replaceAll((place) -> {
			String value = values.get(place.group(1));
			if (value == null) {
				throw new IllegalStateException("nothing for " + place.group());
			}
			return Matcher.quoteReplacement(value);
		});
	}

	/**
	 * The inlined parts of a page, by the place's name.
	 * @param scripts its own scripts, after the common ones
	 */
	private static Map<String, String> assets(String... scripts) {
		String uplot = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/";
		String plots = resource(uplot + "dist/uPlot.iife.min.js");
		StringBuilder own = new StringBuilder("'use strict';\n{\n");
		SCRIPTS.forEach((name) -> own.append(resource("js/" + name + ".js")));
		for (String name : scripts) {
			own.append(resource("js/" + name + ".js"));
		}
		own.append("}\n");
		return Map.of("uplot-js", plots, "uplot-css", resource(uplot + "dist/uPlot.min.css"), "uplot-licence",
				Html.escape(resource(uplot + "LICENSE").strip()), "report-css", resource("report.css"), "report-js",
				own.toString(), "script-hashes", hash(plots) + " " + hash(own.toString()));
	}

	private static String resource(String name) {
		try (InputStream in = PageTemplate.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException(name + " is not on the class path");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String uplotVersion() {
		Properties properties = new Properties();
		try (InputStream in = PageTemplate.class
			.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
			properties.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties.getProperty("version");
	}

	private static String hash(String script) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
			return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
