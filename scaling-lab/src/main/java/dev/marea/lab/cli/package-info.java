@NullMarked
package dev.marea.lab.cli;

import org.jspecify.annotations.NullMarked;
