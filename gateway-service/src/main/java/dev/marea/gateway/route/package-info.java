/**
 * The routes of {@code spring.cloud.gateway.server.webmvc}: what they publish, and to
 * whom.
 */
@NullMarked
package dev.marea.gateway.route;

import org.jspecify.annotations.NullMarked;
