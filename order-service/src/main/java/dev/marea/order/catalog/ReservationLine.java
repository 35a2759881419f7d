package dev.marea.order.catalog;

/** Quantity of one product to reserve. */
public record ReservationLine(String sku, int quantity) {
}
