package dev.marea.lab.scenario;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import dev.marea.lab.cli.UsageError;
import dev.marea.lab.scenario.ScenarioFile.CapturePart;
import dev.marea.lab.scenario.ScenarioFile.ExpectPart;
import dev.marea.lab.scenario.ScenarioFile.RequestPart;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads scenario files strictly: unknown fields are refused.
 */
class ScenarioReader {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
		.build();

	private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/** A captured field that is a header of the answer. */
	private static final Pattern ANSWERED = Pattern.compile("\\$\\{header\\.(" + HEADER + ")}");

	private static final Pattern CONTENT_TYPE = Pattern.compile(
			"[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(?:\\s*;\\s*(?:charset=\"?([^\";\\s]+)\"?|[^;=]+=[^;]+))*",
			Pattern.CASE_INSENSITIVE);

	private final String name;

	private final String place;

	/**
	 * A reader of one file.
	 * @param place the file's name for messages
	 */
	ScenarioReader(String name, String place) {
		this.name = name;
		this.place = place;
	}

	Scenario read(String text) {
		ScenarioFile content = content(text);
		List<RequestPlan> setup = plans("setup", content.setup());
		List<RequestPlan> requests = plans("requests", content.requests());
		if (requests.isEmpty()) {
			throw error("it has no requests");
		}
		new ScenarioCheck(setup, requests).run().ifPresent((complaint) -> {
			throw error(complaint);
		});
		return new Scenario(this.name, setup, requests);
	}

	private ScenarioFile content(String text) {
		// Without this check, Jackson reads an alias as its name.
		try {
			Object tree = new Load(LoadSettings.builder().build()).loadFromString(text);
			if (tree == null) {
				throw error("it is empty");
			}
			return JSON.convertValue(tree, ScenarioFile.class);
		}
		catch (UnrecognizedPropertyException ex) {
			throw error("%s has an unknown field '%s'".formatted(place(ex), ex.getPropertyName()));
		}
		catch (DatabindException ex) {
			throw error("%s is not understood: %s".formatted(place(ex), firstLine(ex.getOriginalMessage())));
		}
		catch (MarkedYamlEngineException ex) {
			throw error("it is no YAML: " + ex.getProblem()
					+ ex.getProblemMark().map((mark) -> " (line " + (mark.getLine() + 1) + ")").orElse(""));
		}
		catch (StackOverflowError ex) {
			throw error("it is nested too deeply, or an alias holds itself");
		}
		catch (YamlEngineException ex) {
			throw error("it is no YAML: " + firstLine(String.valueOf(ex.getMessage())));
		}
	}

	private static String firstLine(String text) {
		return text.lines().findFirst().orElse("");
	}

	/** Position in the file, for example {@code requests[2].expect}. */
	private static String place(DatabindException ex) {
		StringBuilder place = new StringBuilder();
		List<JacksonException.Reference> path = ex.getPath();
		int depth = (ex instanceof UnrecognizedPropertyException) ? path.size() - 1 : path.size();
		for (JacksonException.Reference step : path.subList(0, depth)) {
			String name = step.getPropertyName();
			place.append((name == null) ? "[" + (step.getIndex() + 1) + "]" : (place.isEmpty() ? "" : ".") + name);
		}
		return place.isEmpty() ? "it" : place.toString();
	}

	private List<RequestPlan> plans(String list, @Nullable List<RequestPart> parts) {
		List<RequestPlan> plans = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (RequestPart part : (parts != null) ? parts : List.<RequestPart>of()) {
			String where = list + "[" + (plans.size() + 1) + "]";
			if (part == null || part.name() == null || part.name().isBlank() || part.path() == null) {
				throw error(where + " needs a name and a path");
			}
			String name = part.name();
			if (!names.add(name)) {
				throw error(where + " has the name of another: '" + name + "'");
			}
			if (list.equals("setup") ? part.weight() != null : part.repeat() != null) {
				throw error(where + " may not have " + (list.equals("setup") ? "a weight" : "repeat"));
			}
			try {
				plans.add(plan(name, part.path(), part));
			}
			catch (UsageError ex) {
				throw error(where + " '" + name + "': " + ex.getMessage());
			}
		}
		return plans;
	}

	private static RequestPlan plan(String name, String path, RequestPart part) {
		double weight = (part.weight() != null) ? part.weight() : 1;
		int repeat = (part.repeat() != null) ? part.repeat() : 1;
		require(weight > 0 && weight < 1e9, "its weight must be above 0");
		require(repeat >= 1 && repeat <= 10_000, "repeat must be between 1 and 10000");
		require(path.startsWith("/"), "its path must begin with /");
		require(!or(part.use()).containsKey("env") && !or(part.take()).containsKey("env"),
				"an entry must not be called env: ${env.NAME} is the environment");
		or(part.take()).keySet()
			.forEach((entry) -> require(!or(part.use()).containsKey(entry), "it both uses and takes '" + entry + "'"));
		String method = (part.method() != null) ? part.method().toUpperCase(Locale.ROOT) : "GET";
		require(method.matches("[A-Z]+"), "'" + part.method() + "' is no HTTP method");
		require(!method.equals("TRACE") || part.body() == null || part.body().isNull(), "a TRACE has no body");
		Map<String, Template> headers = new LinkedHashMap<>();
		or(part.headers()).forEach((header, value) -> headers.put(header, header(header, value)));
		JsonNode body = part.body();
		boolean structured = body != null && !body.isNull() && !body.isString();
		if (structured && headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
			headers.put("Content-Type", Template.text("application/json"));
		}
		Template content = (body == null || body.isNull()) ? null
				: structured ? Template.json(body) : Template.text(body.stringValue());
		return new RequestPlan(name, weight, repeat, method, Template.path(path), headers, content, or(part.use()),
				or(part.take()), expectation(part.expect()), captures(part.capture()));
	}

	static Template header(String name, String value) {
		require(HEADER.matcher(name).matches(), "'" + name + "' is no name of a header");
		require(value.chars().noneMatch(Character::isISOControl),
				"the header " + name + " may not hold control characters");
		if (name.equalsIgnoreCase("Content-Type") && !value.contains("${")) {
			Matcher type = CONTENT_TYPE.matcher(value);
			require(type.matches(), "'" + value + "' is no Content-Type such as application/json");
			require(type.group(1) == null || isCharset(type.group(1)), "there is no charset '" + type.group(1) + "'");
		}
		return Template.text(value);
	}

	private static boolean isCharset(String name) {
		try {
			return Charset.isSupported(name);
		}
		catch (IllegalCharsetNameException ex) {
			return false;
		}
	}

	private static Expectation expectation(@Nullable ExpectPart part) {
		if (part == null) {
			return new Expectation(List.of(), null);
		}
		List<Integer> statuses = (part.status() != null) ? part.status() : List.of();
		require(statuses.stream().allMatch((status) -> status != null && status >= 100 && status < 600),
				"expect.status must be HTTP statuses");
		return new Expectation(statuses, (part.json() != null) ? Json.path(part.json()) : null);
	}

	private static List<Capture> captures(@Nullable List<CapturePart> parts) {
		List<Capture> captures = new ArrayList<>();
		for (CapturePart part : (parts != null) ? parts : List.<CapturePart>of()) {
			String pool = (part != null) ? part.into() : null;
			Map<String, String> fields = (part != null) ? or(part.fields()) : Map.of();
			if (part == null || pool == null || fields.isEmpty()) {
				throw new UsageError("a capture needs into and fields");
			}
			Map<String, JsonPath> paths = new HashMap<>();
			Map<String, Template> texts = new HashMap<>();
			Map<String, String> headers = new HashMap<>();
			fields.forEach((field, value) -> {
				Matcher header = ANSWERED.matcher(value);
				if (header.matches()) {
					headers.put(field, header.group(1));
				}
				else if (value.startsWith("$") && !value.startsWith("${")) {
					paths.put(field, Json.path(value));
				}
				else {
					texts.put(field, Template.text(value));
				}
			});
			captures.add(new Capture(pool, (part.each() != null) ? Json.path(part.each()) : null,
					(part.when() != null) ? Json.path(part.when()) : null, paths, texts, headers));
		}
		return captures;
	}

	private static Map<String, String> or(@Nullable Map<String, String> map) {
		Map<String, String> given = (map != null) ? map : Map.of();
		given.forEach((name, value) -> require(value != null, "'" + name + "' has no value"));
		return given;
	}

	private static void require(boolean condition, String complaint) {
		if (!condition) {
			throw new UsageError(complaint);
		}
	}

	private UsageError error(String complaint) {
		return new UsageError("The scenario " + this.place + " cannot be used: " + complaint + ".");
	}

}
