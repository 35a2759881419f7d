/** The stack of {@code compose.yaml}, on real containers. */
@NullMarked
package dev.marea.e2e.compose;

import org.jspecify.annotations.NullMarked;
