@NullMarked
package dev.marea.gateway.client;

import org.jspecify.annotations.NullMarked;
