package dev.marea.catalog.product;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Request to replace all details of a product.
 *
 * @param stock new stock on hand; if absent, the stock stays
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record ProductChange(@NotNull @Valid Name name, @NotNull @Valid Description description,
		@NotNull @Pattern(regexp = "^" + Product.CATEGORY + "$",
				message = "must be 1 to 40 of a-z, 0-9 and -, beginning with a letter") String category,
		@NotNull @Valid Price price, @Nullable @Min(0) @Max(NewProduct.MAX_STOCK) @Schema(types = {
				"integer", "null" }) Integer stock){

	Product applyTo(Product product) {
		return product.changed(this.name, this.description, this.category, this.price.toMoney());
	}

}
