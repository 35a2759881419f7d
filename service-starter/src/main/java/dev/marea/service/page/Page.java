package dev.marea.service.page;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A keyset page.
 *
 * @param items the items, in the order of their key
 * @param next value of {@code after} for the next page; absent on the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {
}
