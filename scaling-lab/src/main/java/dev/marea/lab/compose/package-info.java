/**
 * Watches the containers of a Docker Compose project through Docker's API.
 */
@NullMarked
package dev.marea.lab.compose;

import org.jspecify.annotations.NullMarked;
