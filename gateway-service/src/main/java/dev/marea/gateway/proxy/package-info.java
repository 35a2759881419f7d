/**
 * Requests on their way to a service and answers on their way back.
 */
@NullMarked
package dev.marea.gateway.proxy;

import org.jspecify.annotations.NullMarked;
