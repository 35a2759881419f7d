/**
 * What is requested: scenario files, and the traffic made of them.
 */
@NullMarked
package dev.marea.lab.scenario;

import org.jspecify.annotations.NullMarked;
