@NullMarked
package dev.marea.e2e.chart;

import org.jspecify.annotations.NullMarked;
