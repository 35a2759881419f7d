package dev.marea.lab.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * What is watched.
 *
 * @param namespace where
 * @param deployment its name
 * @param pods selects its pods
 * @param hpa the HorizontalPodAutoscaler that scales it; absent without one
 * @param meters where its pods tell what they did; absent where they do not
 */
record Workload(String namespace, String deployment, LabelSelector pods, @Nullable String hpa,
		@Nullable Meters meters) {

}
