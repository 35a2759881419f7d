/**
 * PostgreSQL, and who may log in to it.
 */
@NullMarked
package dev.marea.aws.data;

import org.jspecify.annotations.NullMarked;
