package dev.marea.catalog.product;

/**
 * A product as it can be bought.
 *
 * @param available how many can be reserved at the moment
 */
public record Offer(Product product, int available) {
}
