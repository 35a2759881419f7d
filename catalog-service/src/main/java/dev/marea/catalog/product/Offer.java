package dev.marea.catalog.product;

/**
 * A product and the stock that customers can order.
 *
 * @param available quantity that can be reserved now
 */
public record Offer(Product product, int available) {
}
