/**
 * Circuit breakers and bulkheads of routes.
 */
@NullMarked
package dev.marea.gateway.resilience;

import org.jspecify.annotations.NullMarked;
