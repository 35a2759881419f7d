package dev.marea.catalog.product;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A product of the shop. Its stock is a separate row, so a change of stock keeps the
 * product's version.
 *
 * @param version 0 until the product is stored; increases with each change
 */
@Table("product")
public record Product(@Id String sku, @Embedded.Nullable(prefix = "name_") Name name,
		@Embedded.Nullable(prefix = "description_") Description description, String category,
		@Embedded.Nullable(prefix = "price_") Money price, @Version long version) {

	/**
	 * Pattern of a SKU. It is safe in a path, and upper case keeps it apart from
	 * sub-paths.
	 */
	public static final String SKU = "[A-Z0-9][A-Z0-9-]{0,39}";

	/** Pattern of a category. */
	public static final String CATEGORY = "[a-z][a-z0-9-]{0,39}";

	/** Copy with new details, same SKU and version. */
	Product changed(Name name, Description description, String category, Money price) {
		return new Product(this.sku, name, description, category, price, this.version);
	}

}
