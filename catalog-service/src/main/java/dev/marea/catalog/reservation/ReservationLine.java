package dev.marea.catalog.reservation;

import dev.marea.catalog.product.Money;
import org.jspecify.annotations.Nullable;

/**
 * One product of a reservation.
 *
 * @param available stock that was available at the time of the request
 * @param unitPrice price at the time of the request; absent if the product did not exist
 */
public record ReservationLine(String sku, int quantity, int available, @Nullable Money unitPrice) {

	boolean isShort() {
		return this.available < this.quantity;
	}

	/** Price of the line. */
	Money price() {
		if (this.unitPrice == null) {
			throw new IllegalStateException("There was no product " + this.sku);
		}
		return this.unitPrice.times(this.quantity);
	}

}
