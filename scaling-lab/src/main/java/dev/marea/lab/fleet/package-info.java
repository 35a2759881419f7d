/**
 * The local fleet: instances as processes of this machine, with a PostgreSQL server of
 * their own.
 */
@NullMarked
package dev.marea.lab.fleet;

import org.jspecify.annotations.NullMarked;
