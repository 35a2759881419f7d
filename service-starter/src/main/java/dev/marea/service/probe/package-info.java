@NullMarked
package dev.marea.service.probe;

import org.jspecify.annotations.NullMarked;
