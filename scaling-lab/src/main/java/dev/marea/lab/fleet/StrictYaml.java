package dev.marea.lab.fleet;

import java.time.Duration;
import java.util.stream.Collectors;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.run.Quantities;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads YAML into records, and says in one sentence what does not fit, and where. */
final class StrictYaml {

	private static final YAMLMapper YAML = YAMLMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
		.addModule(new SimpleModule().addDeserializer(Duration.class, new Durations()))
		.build();

	private StrictYaml() {
	}

	static <T> T read(String text, String file, Class<T> type, InjectableValues values) {
		try {
			T read = YAML.readerFor(type).with(values).readValue(text);
			if (read == null) {
				throw new UsageError(file + " is empty.");
			}
			return read;
		}
		catch (UnrecognizedPropertyException ex) {
			throw new UsageError(file + ": " + path(ex) + " is not known.", ex);
		}
		catch (MismatchedInputException ex) {
			throw new UsageError(file + ": " + path(ex) + fault(ex) + line(ex) + ".", ex);
		}
		catch (DatabindException ex) {
			throw new UsageError(file + ": " + path(ex) + " is wrong" + line(ex) + ": " + ex.getOriginalMessage(), ex);
		}
		catch (JacksonException ex) {
			throw new UsageError(
					file + " is no YAML" + line(ex) + ": " + ex.getOriginalMessage().lines().findFirst().orElse(""),
					ex);
		}
	}

	private static String fault(MismatchedInputException ex) {
		return (ex.getTargetType() == Duration.class) ? " is no duration such as 300ms or 60s" : " has the wrong type";
	}

	private static String path(DatabindException ex) {
		String path = ex.getPath()
			.stream()
			.map((part) -> (part.getPropertyName() != null) ? part.getPropertyName() : "[" + part.getIndex() + "]")
			.collect(Collectors.joining("."))
			.replace(".[", "[");
		return path.isEmpty() ? "the file" : path;
	}

	private static String line(JacksonException ex) {
		return (ex.getLocation() == null || ex.getLocation().getLineNr() < 1) ? ""
				: " (line " + ex.getLocation().getLineNr() + ")";
	}

	private static final class Durations extends StdDeserializer<Duration> {

		Durations() {
			super(Duration.class);
		}

		@Override
		public Duration deserialize(JsonParser parser, DeserializationContext context) {
			String text = parser.getString();
			try {
				return Duration.ofNanos((long) (Quantities.seconds(text, "") * 1e9));
			}
			catch (UsageError ex) {
				return (Duration) context.handleWeirdStringValue(Duration.class, text,
						"no duration such as 300ms or 60s");
			}
		}

	}

}
