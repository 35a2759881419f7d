@NullMarked
package dev.marea.e2e.attack;

import org.jspecify.annotations.NullMarked;
