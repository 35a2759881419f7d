package dev.marea.order;

import dev.marea.order.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Quantity of one product.
 *
 * @param unitPrice price of one item; absent until the stock is reserved
 * @param available available stock if it was insufficient; absent otherwise
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
