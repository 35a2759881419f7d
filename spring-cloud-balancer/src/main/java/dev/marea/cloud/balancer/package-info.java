/**
 * The balancing client: who the instances of a service are, and which of them gets the
 * next request.
 */
@NullMarked
package dev.marea.cloud.balancer;

import org.jspecify.annotations.NullMarked;
