/**
 * Shares of the heap for bodies, answers, connections and requests.
 */
@NullMarked
package dev.marea.service.memory;

import org.jspecify.annotations.NullMarked;
