@NullMarked
package dev.marea.service.tracing;

import org.jspecify.annotations.NullMarked;
