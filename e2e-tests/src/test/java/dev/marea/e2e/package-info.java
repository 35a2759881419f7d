@NullMarked
package dev.marea.e2e;

import org.jspecify.annotations.NullMarked;
