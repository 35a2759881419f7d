/**
 * The storefront in a real browser, in front of a stub of the shop.
 */
@NullMarked
package dev.marea.gateway.storefront;

import org.jspecify.annotations.NullMarked;
