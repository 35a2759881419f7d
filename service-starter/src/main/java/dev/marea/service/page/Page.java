package dev.marea.service.page;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A keyset page.
 *
 * @param items the items, in the order of their key
 * @param next what to send as {@code after} for the page that follows; absent on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
}
