@NullMarked
package dev.marea.service.capacity;

import org.jspecify.annotations.NullMarked;
