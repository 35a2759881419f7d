/**
 * Sends requests to services and answers to callers.
 */
@NullMarked
package dev.marea.gateway.proxy;

import org.jspecify.annotations.NullMarked;
