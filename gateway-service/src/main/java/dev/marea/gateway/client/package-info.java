/**
 * Where a request comes from: its address, behind any number of trusted proxies.
 */
@NullMarked
package dev.marea.gateway.client;

import org.jspecify.annotations.NullMarked;
