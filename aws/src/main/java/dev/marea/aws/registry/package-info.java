/**
 * Where images are kept, and how long.
 */
@NullMarked
package dev.marea.aws.registry;

import org.jspecify.annotations.NullMarked;
