package dev.marea.lab.observe;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A place that is being watched.
 *
 * @param service the service that is scaled
 * @param observer watches; to be closed by whoever got it
 * @param hpa the HorizontalPodAutoscaler that scales it, as the place has it
 * @param invariants asks the services of the place for theirs; absent where nobody here
 * knows how
 * @param notes what a reader must know to read the figures fairly, as sentences
 */
public record Observed(String service, Observer observer, @Nullable JsonNode hpa,
		Invariants.@Nullable Source invariants, List<String> notes) {

}
