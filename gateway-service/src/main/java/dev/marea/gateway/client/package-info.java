/**
 * Finds the client's address of a request behind any number of trusted proxies.
 */
@NullMarked
package dev.marea.gateway.client;

import org.jspecify.annotations.NullMarked;
