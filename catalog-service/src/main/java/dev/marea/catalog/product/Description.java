package dev.marea.catalog.product;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Description of a product in English and in Spanish.
 */
public record Description(@NotBlank @Size(min = 1, max = 1000) @ProductText String en,
		@NotBlank @Size(min = 1, max = 1000) @ProductText String es) {
}
