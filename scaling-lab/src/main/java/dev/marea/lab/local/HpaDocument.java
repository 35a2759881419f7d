package dev.marea.lab.local;

import java.nio.file.Path;

import dev.marea.lab.cli.Failure;
import dev.marea.lab.run.Quantities;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An HPA file as a run records it. */
final class HpaDocument {

	private HpaDocument() {
	}

	/** The file's content, with the target that was used. */
	static JsonNode of(Path file, Calibration calibration) {
		try {
			JsonNode document = new YAMLMapper().readTree(file);
			if (calibration.changed() && document.at("/spec/metrics/0/pods/target") instanceof ObjectNode target) {
				target.put("averageValue", Quantities.format(calibration.target()));
			}
			return document;
		}
		catch (JacksonException ex) {
			throw new Failure(file + " cannot be read: " + ex.getOriginalMessage(), ex);
		}
	}

}
