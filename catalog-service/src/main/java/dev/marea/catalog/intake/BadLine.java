package dev.marea.catalog.intake;

/**
 * A line that cannot be imported.
 *
 * @param line its number, from 1
 * @param detail why
 */
public record BadLine(long line, String detail) {
}
