@NullMarked
package dev.marea.e2e.image;

import org.jspecify.annotations.NullMarked;
