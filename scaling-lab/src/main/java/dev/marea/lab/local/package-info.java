/**
 * The commands that run a fleet on this machine: up and demo.
 */
@NullMarked
package dev.marea.lab.local;

import org.jspecify.annotations.NullMarked;
