package dev.marea.catalog.product;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * Request to create a product.
 *
 * @param stock initial stock
 */
@Schema(additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record NewProduct(
		@NotNull @Pattern(regexp = "^" + Product.SKU + "$",
				message = "must be 1 to 40 of A-Z, 0-9 and -, not beginning with -") String sku,
		@NotNull @Valid Name name, @NotNull @Valid Description description,
		@NotNull @Pattern(regexp = "^" + Product.CATEGORY + "$",
				message = "must be 1 to 40 of a-z, 0-9 and -, beginning with a letter") String category,
		@NotNull @Valid Price price, @NotNull @Min(0) @Max(MAX_STOCK) Integer stock) {

	/** Maximum stock of a product. */
	public static final int MAX_STOCK = 1_000_000_000;

	Product toProduct() {
		return new Product(this.sku, this.name, this.description, this.category, this.price.toMoney(), 0);
	}

}
