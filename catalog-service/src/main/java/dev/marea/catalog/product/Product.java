package dev.marea.catalog.product;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * What the shop sells. How much of it there is belongs to the stock, which moves without
 * the product's version.
 *
 * @param version 0 until it is stored, then counted up with each change
 */
@Table("product")
public record Product(@Id String sku, @Embedded.Nullable(prefix = "name_") Name name,
		@Embedded.Nullable(prefix = "description_") Description description, String category,
		@Embedded.Nullable(prefix = "price_") Money price, @Version long version) {

	/** Shape of a sku, safe in a path and in upper case, so that no sub-path is one. */
	public static final String SKU = "[A-Z0-9][A-Z0-9-]{0,39}";

	/** Shape of a category. */
	public static final String CATEGORY = "[a-z][a-z0-9-]{0,39}";

	/** What it is about is new; what it is and its version are not. */
	Product changed(Name name, Description description, String category, Money price) {
		return new Product(this.sku, name, description, category, price, this.version);
	}

}
