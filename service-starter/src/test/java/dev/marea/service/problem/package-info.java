@NullMarked
package dev.marea.service.problem;

import org.jspecify.annotations.NullMarked;
