/**
 * The lab's machine: the usage of its processors, in all and by process.
 */
@NullMarked
package dev.marea.lab.machine;

import org.jspecify.annotations.NullMarked;
