package dev.marea.lab.observe;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An observed place.
 *
 * @param service the service that is scaled
 * @param observer its observer; the caller closes it
 * @param hpa the place's HorizontalPodAutoscaler of the service
 * @param invariants source of the services' invariants; absent if the place knows none
 * @param notes notes that a reader needs to interpret the figures, as sentences
 */
public record Observed(String service, Observer observer, @Nullable JsonNode hpa,
		Invariants.@Nullable Source invariants, List<String> notes) {

}
