@NullMarked
package dev.marea.service.balance;

import org.jspecify.annotations.NullMarked;
