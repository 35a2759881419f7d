@NullMarked
package dev.marea.service.connection;

import org.jspecify.annotations.NullMarked;
