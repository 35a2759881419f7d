/**
 * The demo issuer.
 */
@NullMarked
package dev.marea.gateway.token;

import org.jspecify.annotations.NullMarked;
