/** Who changed what, from where, and what came of it. */
@NullMarked
package dev.marea.service.audit;

import org.jspecify.annotations.NullMarked;
