package dev.marea.lab.kubernetes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.marea.lab.cli.UsageError;
import dev.marea.lab.hpa.Hpa;
import dev.marea.lab.kubernetes.Answers.Answer;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The specification of the live autoscaler of a target, compared with that of a file.
 *
 * @param name its name; absent if there is none, or if it may not be read
 * @param otherwise where it differs from the file, as clauses
 * @param notes the same as sentences, for the record
 */
record LiveHpa(@Nullable String name, List<String> otherwise, List<String> notes) {

	/** Maximum number of listed fields. */
	private static final int MOST = 10;

	/** Longest printed value of a field. */
	private static final int LONGEST = 80;

	static LiveHpa of(KubernetesClient client, String namespace, String kind, String target, Hpa shadow) {
		Answer answer = new Answers(client)
			.get("/apis/autoscaling/v2/namespaces/" + namespace + "/horizontalpodautoscalers");
		if (answer.body() == null) {
			return new LiveHpa(null, List.of(),
					List.of("The live autoscaler cannot be read, so its specification is not compared: %s."
						.formatted(answer.problem())));
		}
		for (JsonNode item : answer.body().path("items")) {
			JsonNode scaled = item.path("spec").path("scaleTargetRef");
			if (kind.equals(scaled.path("kind").asString("")) && target.equals(scaled.path("name").asString(""))) {
				return compared(item, shadow);
			}
		}
		return new LiveHpa(null, List.of(), List
			.of("No HorizontalPodAutoscaler scales %s '%s'; somebody else sets its replicas.".formatted(kind, target)));
	}

	private static LiveHpa compared(JsonNode item, Hpa shadow) {
		String name = item.path("metadata").path("name").asString("");
		ObjectNode document = item.deepCopy().asObject();
		// Items of a list have no kind.
		document.put("apiVersion", "autoscaling/v2").put("kind", "HorizontalPodAutoscaler");
		document.remove("status");
		try {
			List<String> otherwise = differences(Hpa.of(document).toJson(), shadow.toJson());
			return new LiveHpa(name, otherwise,
					otherwise.isEmpty()
							? List.of("The live autoscaler '%s' has the specification of the file.".formatted(name))
							: List.of("The live autoscaler '%s' differs from the file: %s.".formatted(name,
									String.join("; ", otherwise))));
		}
		catch (UsageError ex) {
			return new LiveHpa(name, List.of(), List
				.of("The live autoscaler '%s' is not compared with the file: %s".formatted(name, ex.getMessage())));
		}
	}

	private static List<String> differences(JsonNode live, JsonNode file) {
		List<String> found = new ArrayList<>();
		ObjectNode one = live.path("spec").deepCopy().asObject();
		ObjectNode other = file.path("spec").deepCopy().asObject();
		one.remove("scaleTargetRef");
		other.remove("scaleTargetRef");
		compare("spec", one, other, found);
		return (found.size() <= MOST) ? found : List.copyOf(found.subList(0, MOST));
	}

	private static void compare(String path, JsonNode live, JsonNode file, List<String> found) {
		if (live.isObject() && file.isObject()) {
			Set<String> names = new LinkedHashSet<>(live.propertyNames());
			names.addAll(file.propertyNames());
			names.forEach((name) -> compare(path + "." + name, live.path(name), file.path(name), found));
		}
		else if (live.isArray() && file.isArray()) {
			for (int i = 0; i < Math.max(live.size(), file.size()); i++) {
				compare(path + "[" + i + "]", live.path(i), file.path(i), found);
			}
		}
		else if (!live.equals(file)) {
			found.add("%s is %s, in the file %s".formatted(path, shown(live), shown(file)));
		}
	}

	private static String shown(JsonNode value) {
		String text = value.isMissingNode() ? "absent" : value.isString() ? value.stringValue() : value.toString();
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
	}

}
