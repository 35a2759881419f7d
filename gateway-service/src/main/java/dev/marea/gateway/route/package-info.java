/**
 * The routes of {@code spring.cloud.gateway.server.webmvc}: their published paths and
 * access rules.
 */
@NullMarked
package dev.marea.gateway.route;

import org.jspecify.annotations.NullMarked;
