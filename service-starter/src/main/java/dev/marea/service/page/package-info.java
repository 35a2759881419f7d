@NullMarked
package dev.marea.service.page;

import org.jspecify.annotations.NullMarked;
