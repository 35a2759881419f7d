package dev.marea.lab.compose;

import org.jspecify.annotations.Nullable;

/**
 * An event that Docker reported of a container.
 *
 * @param nanos when it was reported, on {@code System.nanoTime()}'s clock
 * @param id the container
 * @param action what happened, such as {@code die} or {@code health_status: healthy}
 * @param signal for {@code kill}: the signal's number
 * @param exitCode for {@code die}
 */
record ContainerEvent(long nanos, String id, String action, @Nullable String signal, @Nullable String exitCode) {

}
