@NullMarked
package dev.marea.service.test;

import org.jspecify.annotations.NullMarked;
