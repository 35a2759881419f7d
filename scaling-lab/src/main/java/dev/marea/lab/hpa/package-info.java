/**
 * The HorizontalPodAutoscaler: reading {@code autoscaling/v2} files and deciding as
 * kube-controller-manager 1.35 does on the same inputs.
 */
@NullMarked
package dev.marea.lab.hpa;

import org.jspecify.annotations.NullMarked;
