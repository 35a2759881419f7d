@NullMarked
package dev.marea.service.invariant;

import org.jspecify.annotations.NullMarked;
