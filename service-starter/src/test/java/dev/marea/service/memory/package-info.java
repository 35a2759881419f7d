@NullMarked
package dev.marea.service.memory;

import org.jspecify.annotations.NullMarked;
