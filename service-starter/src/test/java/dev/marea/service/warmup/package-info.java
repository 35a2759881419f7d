@NullMarked
package dev.marea.service.warmup;

import org.jspecify.annotations.NullMarked;
