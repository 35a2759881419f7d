@NullMarked
package dev.marea.lab;

import org.jspecify.annotations.NullMarked;
