@NullMarked
package dev.marea.catalog.reservation.web;

import org.jspecify.annotations.NullMarked;
