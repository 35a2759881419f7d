/** The audit trail: who changed what, from which address, with which outcome. */
@NullMarked
package dev.marea.service.audit;

import org.jspecify.annotations.NullMarked;
