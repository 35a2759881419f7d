/**
 * Limits the requests of each client.
 */
@NullMarked
package dev.marea.gateway.limit;

import org.jspecify.annotations.NullMarked;
