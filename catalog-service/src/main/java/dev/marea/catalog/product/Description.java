package dev.marea.catalog.product;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Description of a product in English and in Spanish.
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record Description(
		@NotBlank @Size(min = 1, max = 1000) @ProductText @Schema(pattern = ProductText.NOT_BLANK) String en,
		@NotBlank @Size(min = 1, max = 1000) @ProductText @Schema(pattern = ProductText.NOT_BLANK) String es) {
}
