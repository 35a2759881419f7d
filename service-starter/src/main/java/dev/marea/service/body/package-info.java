@NullMarked
package dev.marea.service.body;

import org.jspecify.annotations.NullMarked;
