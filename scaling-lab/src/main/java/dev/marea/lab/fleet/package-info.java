/**
 * The local fleet: instances as processes of this machine, with their own PostgreSQL
 * server.
 */
@NullMarked
package dev.marea.lab.fleet;

import org.jspecify.annotations.NullMarked;
