/**
 * Prepares a managed PostgreSQL, where no init script can run.
 */
@NullMarked
package dev.marea.service.database;

import org.jspecify.annotations.NullMarked;
