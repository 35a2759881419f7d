package dev.marea.catalog.product;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import dev.marea.catalog.stock.ProductReservedException;
import dev.marea.catalog.stock.Stock;
import dev.marea.catalog.stock.StockLedger;
import dev.marea.catalog.stock.StockReservedException;
import dev.marea.service.test.PostgresConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.context.annotation.Import;
import org.springframework.dao.OptimisticLockingFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rows of a product and of its stock. Each test rolls its transaction back.
 */
@DataJdbcTest
@AutoConfigureTestDatabase(replace = Replace.NONE)
@Import({ PostgresConfiguration.class, ProductListing.class, StockLedger.class })
class ProductRepositoryIT {

	@Autowired
	private ProductRepository products;

	@Autowired
	private StockLedger ledger;

	@Autowired
	private ProductListing listing;

	@Test
	void each_change_of_a_product_increases_its_version() {
		Product stored = this.products.save(tea());
		assertThat(stored.version()).isEqualTo(1);
		Product changed = this.products
			.save(stored.changed(stored.name(), stored.description(), "drinks", stored.price()));
		assertThat(changed.version()).isEqualTo(2);
		assertThat(this.products.findBySku("TEST-1")).contains(changed);
	}

	@Test
	void a_change_of_an_old_version_fails() {
		Product stored = this.products.save(tea());
		this.products.save(stored);
		assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> this.products.save(stored));
	}

	@Test
	void customers_can_order_what_is_on_hand_and_not_reserved() {
		Product stored = this.products.save(tea());
		this.ledger.open(List.of(new StockLedger.Opening("TEST-1", 5)));
		this.ledger.reserve(UUID.randomUUID(), new TreeMap<>(Map.of("TEST-1", 2)));
		assertThat(this.listing.find("TEST-1")).contains(new Offer(stored, 3));
	}

	@Test
	void the_stock_cannot_fall_below_what_orders_hold() {
		this.products.save(tea());
		this.ledger.open(List.of(new StockLedger.Opening("TEST-1", 5)));
		this.ledger.reserve(UUID.randomUUID(), new TreeMap<>(Map.of("TEST-1", 2)));
		Stock stock = this.ledger.lock("TEST-1");
		assertThat(this.ledger.adjust(stock, 2).available()).isZero();
		assertThatExceptionOfType(StockReservedException.class).isThrownBy(() -> this.ledger.adjust(stock, 1))
			.withMessage("Orders hold 2 of TEST-1: the stock cannot be less.");
		assertThatExceptionOfType(ProductReservedException.class).isThrownBy(() -> this.ledger.close(stock))
			.withMessage("Orders hold 2 of TEST-1: it cannot be removed.");
	}

	private static Product tea() {
		return new Product("TEST-1", new Name("Green tea", "Té verde"), new Description("Mild", "Suave"), "tea",
				new Money(new BigDecimal("12.50"), "EUR"), 0);
	}

}
