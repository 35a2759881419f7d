@NullMarked
package dev.marea.e2e.docs;

import org.jspecify.annotations.NullMarked;
