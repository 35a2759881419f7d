package dev.marea.catalog.product.web;

import dev.marea.catalog.product.Description;
import dev.marea.catalog.product.Money;
import dev.marea.catalog.product.Name;
import dev.marea.catalog.product.Offer;
import dev.marea.catalog.product.Product;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A product in an answer.
 */
@Schema(name = "Product",
		requiredProperties = { "sku", "name", "description", "category", "price", "available", "version" })
record ProductAnswer(String sku, Name name, Description description, String category, Money price, int available,
		long version) {

	static ProductAnswer of(Offer offer) {
		Product product = offer.product();
		return new ProductAnswer(product.sku(), product.name(), product.description(), product.category(),
				product.price(), offer.available(), product.version());
	}

}
