/**
 * Access rules, and security headers for browsers.
 */
@NullMarked
package dev.marea.gateway.web;

import org.jspecify.annotations.NullMarked;
