/**
 * Bounds on the number of connections and on slow clients.
 */
@NullMarked
package dev.marea.service.connection;

import org.jspecify.annotations.NullMarked;
