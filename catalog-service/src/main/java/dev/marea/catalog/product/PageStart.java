package dev.marea.catalog.product;

import org.jspecify.annotations.Nullable;

/**
 * The product after which a page begins. A search orders products by rank and SKU, so the
 * start of its pages also has a rank.
 *
 * @param sku empty for the first page
 * @param rank rank of the product when its page was read; absent without a search
 */
record PageStart(String sku, @Nullable Integer rank) {

	/** Pattern of {@code after}: a SKU, followed by the rank if there is one. */
	static final String PATTERN = Product.SKU + "(~\\d{1,7})?";

	private static final String SEPARATOR = "~";

	/** Parses the output of {@link #toString}. */
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
