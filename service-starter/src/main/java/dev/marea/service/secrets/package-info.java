@NullMarked
package dev.marea.service.secrets;

import org.jspecify.annotations.NullMarked;
