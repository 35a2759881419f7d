package dev.marea.catalog.product;

import org.jspecify.annotations.Nullable;

/**
 * Where a page begins: behind this product. A search orders by rank and sku, so that its
 * pages begin behind a rank as well.
 *
 * @param sku empty for the first page
 * @param rank of the product when its page was read; absent without a search
 */
record PageStart(String sku, @Nullable Integer rank) {

	/** Shape of {@code after}: a sku, with the rank behind it. */
	static final String PATTERN = Product.SKU + "(~\\d{1,7})?";

	private static final String SEPARATOR = "~";

	/** Reads what {@link #toString} wrote. */
	static PageStart of(String after) {
		int separator = after.indexOf(SEPARATOR);
		return (separator < 0) ? new PageStart(after, null)
				: new PageStart(after.substring(0, separator), Integer.valueOf(after.substring(separator + 1)));
	}

	@Override
	public String toString() {
		return (this.rank != null) ? this.sku + SEPARATOR + this.rank : this.sku;
	}

}
