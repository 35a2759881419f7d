/**
 * Merges the OpenAPI documents of all services into one.
 */
@NullMarked
package dev.marea.gateway.openapi;

import org.jspecify.annotations.NullMarked;
