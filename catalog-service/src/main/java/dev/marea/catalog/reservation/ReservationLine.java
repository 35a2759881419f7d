package dev.marea.catalog.reservation;

import dev.marea.catalog.product.Money;
import org.jspecify.annotations.Nullable;

/**
 * One product of a reservation.
 *
 * @param available how many there were when it was asked for
 * @param unitPrice the price then; none where there was no such product
 */
public record ReservationLine(String sku, int quantity, int available, @Nullable Money unitPrice) {

	boolean isShort() {
		return this.available < this.quantity;
	}

	/** Price of all of it. */
	Money price() {
		if (this.unitPrice == null) {
			throw new IllegalStateException("There was no product " + this.sku);
		}
		return this.unitPrice.times(this.quantity);
	}

}
