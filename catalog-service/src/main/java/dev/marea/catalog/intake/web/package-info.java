@NullMarked
package dev.marea.catalog.intake.web;

import org.jspecify.annotations.NullMarked;
