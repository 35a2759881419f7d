/**
 * What of the heap bodies, answers, connections and requests may take.
 */
@NullMarked
package dev.marea.service.memory;

import org.jspecify.annotations.NullMarked;
