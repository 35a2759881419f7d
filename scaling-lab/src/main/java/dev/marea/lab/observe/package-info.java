/**
 * Observes a service's instances from outside: readiness, requests and usage of each.
 */
@NullMarked
package dev.marea.lab.observe;

import org.jspecify.annotations.NullMarked;
