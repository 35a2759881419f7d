/**
 * Bounds on connections: how many there are, and how slow a client may be.
 */
@NullMarked
package dev.marea.service.connection;

import org.jspecify.annotations.NullMarked;
