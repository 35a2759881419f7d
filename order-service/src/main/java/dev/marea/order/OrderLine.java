package dev.marea.order;

import dev.marea.order.catalog.Money;
import org.jspecify.annotations.Nullable;

/**
 * So many of one product.
 *
 * @param unitPrice what the catalog asked for one; absent until the stock is reserved
 * @param available how many there were, where that was too few; absent otherwise
 */
public record OrderLine(String sku, int quantity, @Nullable Money unitPrice, @Nullable Integer available) {

	public static OrderLine of(String sku, int quantity) {
		return new OrderLine(sku, quantity, null, null);
	}

	OrderLine priced(Money unitPrice) {
		return new OrderLine(this.sku, this.quantity, unitPrice, null);
	}

	OrderLine shortOf(@Nullable Integer available) {
		return new OrderLine(this.sku, this.quantity, null, available);
	}

}
