/**
 * What a database needs before a service can use it, where no script can do that.
 */
@NullMarked
package dev.marea.service.database;

import org.jspecify.annotations.NullMarked;
