/**
 * The autoscaler's loop: observes, lets the HPA algorithm decide, sets the replicas.
 */
@NullMarked
package dev.marea.lab.scale;

import org.jspecify.annotations.NullMarked;
