@NullMarked
package dev.marea.service.openapi;

import org.jspecify.annotations.NullMarked;
