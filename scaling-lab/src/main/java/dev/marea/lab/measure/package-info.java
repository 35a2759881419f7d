/**
 * What a run measures, from the record of it.
 */
@NullMarked
package dev.marea.lab.measure;

import org.jspecify.annotations.NullMarked;
