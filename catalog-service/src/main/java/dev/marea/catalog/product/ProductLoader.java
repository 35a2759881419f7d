package dev.marea.catalog.product;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.marea.catalog.stock.StockLedger;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Writes many new products in the caller's transaction.
 */
@Repository
public class ProductLoader {

	/** Key of the advisory lock; no other lock of this database uses it. */
	private static final long IMPORT_LOCK = 0x6d61726561L;

	private final JdbcClient jdbc;

	private final StockLedger ledger;

	ProductLoader(JdbcClient jdbc, StockLedger ledger) {
		this.jdbc = jdbc;
		this.ledger = ledger;
	}

	/** Those of the SKUs that exist already. */
	public Set<String> existing(List<String> skus) {
		return this.jdbc.sql("SELECT sku FROM product WHERE sku = ANY (?)")
			.param(skus.toArray(String[]::new))
			.query(String.class)
			.set();
	}

	/**
	 * Waits until no other import loads, and blocks other imports until the transaction
	 * ends. Two imports that load the same products in several batches could deadlock.
	 */
	public void waitForOthers() {
		this.jdbc.sql("SELECT pg_advisory_xact_lock(?)").param(IMPORT_LOCK).query((row) -> {
		});
	}

	/** Writes products whose SKUs do not exist yet. */
	public void load(List<NewProduct> products) {
		this.jdbc.sql("""
				INSERT INTO product (sku, name_en, name_es, description_en, description_es, category,
				                     price_amount, price_currency, version)
				SELECT new.*, 1
				FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::text[])
				    AS new
				""")
			.param(column(products, NewProduct::sku))
			.param(column(products, (product) -> product.name().en()))
			.param(column(products, (product) -> product.name().es()))
			.param(column(products, (product) -> product.description().en()))
			.param(column(products, (product) -> product.description().es()))
			.param(column(products, NewProduct::category))
			.param(column(products, (product) -> product.price().amount()))
			.param(column(products, (product) -> product.price().currency()))
			.update();
		this.ledger
			.open(products.stream().map((product) -> new StockLedger.Opening(product.sku(), product.stock())).toList());
	}

	private static String[] column(List<NewProduct> products, Function<NewProduct, String> value) {
		return products.stream().map(value).toArray(String[]::new);
	}

}
