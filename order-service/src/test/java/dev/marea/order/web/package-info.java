@NullMarked
package dev.marea.order.web;

import org.jspecify.annotations.NullMarked;
