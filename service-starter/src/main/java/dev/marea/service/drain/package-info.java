@NullMarked
package dev.marea.service.drain;

import org.jspecify.annotations.NullMarked;
