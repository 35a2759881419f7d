/**
 * Where and how the storefront's visitors sign in.
 */
@NullMarked
package dev.marea.gateway.signin;

import org.jspecify.annotations.NullMarked;
