@NullMarked
package dev.marea.service.audit;

import org.jspecify.annotations.NullMarked;
