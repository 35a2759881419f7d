@NullMarked
package dev.marea.service;

import org.jspecify.annotations.NullMarked;
