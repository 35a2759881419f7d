package dev.marea.catalog.product;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Name of a product in English and in Spanish.
 */
public record Name(@NotBlank @Size(min = 1, max = 120) @ProductText String en,
		@NotBlank @Size(min = 1, max = 120) @ProductText String es) {
}
