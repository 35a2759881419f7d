/**
 * Scenario files, and the requests that are generated from them.
 */
@NullMarked
package dev.marea.lab.scenario;

import org.jspecify.annotations.NullMarked;
