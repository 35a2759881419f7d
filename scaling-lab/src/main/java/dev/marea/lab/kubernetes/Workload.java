package dev.marea.lab.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * The watched objects.
 *
 * @param namespace where
 * @param deployment its name
 * @param pods selects its pods
 * @param hpa the HorizontalPodAutoscaler that scales it; absent without one
 * @param meters the address of its pods' meters; absent if they have none
 */
record Workload(String namespace, String deployment, LabelSelector pods, @Nullable String hpa,
		@Nullable PodMeters meters) {

}
