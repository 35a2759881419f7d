/**
 * Decides beside a live HorizontalPodAutoscaler, scales nothing, and says where the two
 * differ.
 */
@NullMarked
package dev.marea.lab.shadow;

import org.jspecify.annotations.NullMarked;
