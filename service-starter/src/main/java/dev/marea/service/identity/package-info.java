@NullMarked
package dev.marea.service.identity;

import org.jspecify.annotations.NullMarked;
