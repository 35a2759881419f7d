package dev.marea.order.catalog;

/** What is to be reserved of one product. */
public record ReservationLine(String sku, int quantity) {
}
