/**
 * One OpenAPI document of all that is published.
 */
@NullMarked
package dev.marea.gateway.openapi;

import org.jspecify.annotations.NullMarked;
