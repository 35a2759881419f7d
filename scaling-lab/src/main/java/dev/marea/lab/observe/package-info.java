/**
 * What an outside observer sees of a service's instances: who is ready, what each took,
 * its CPU usage.
 */
@NullMarked
package dev.marea.lab.observe;

import org.jspecify.annotations.NullMarked;
