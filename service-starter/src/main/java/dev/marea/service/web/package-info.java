@NullMarked
package dev.marea.service.web;

import org.jspecify.annotations.NullMarked;
