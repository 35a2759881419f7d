/**
 * What it costs a month, by list prices.
 */
@NullMarked
package dev.marea.aws.cost;

import org.jspecify.annotations.NullMarked;
