/**
 * How many requests a client may send.
 */
@NullMarked
package dev.marea.gateway.limit;

import org.jspecify.annotations.NullMarked;
