/**
 * Who may call what, and what browsers are told.
 */
@NullMarked
package dev.marea.gateway.web;

import org.jspecify.annotations.NullMarked;
