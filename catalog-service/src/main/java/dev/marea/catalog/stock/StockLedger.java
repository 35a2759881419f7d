package dev.marea.catalog.stock;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes stock and records every movement in the same statement. The caller must hold
 * the rows: {@code lock} locks them in the order of their SKUs, so there is no deadlock.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class StockLedger {

	private final JdbcClient jdbc;

	public StockLedger(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Inserts the stock of new products. */
	public void open(Collection<Opening> openings) {
		this.jdbc.sql("""
				WITH opened AS (
				    INSERT INTO stock (sku, on_hand)
				    SELECT sku, quantity FROM unnest(?::text[], ?::integer[]) AS opening (sku, quantity)
				    RETURNING sku, on_hand)
				INSERT INTO stock_movement (sku, kind, on_hand) SELECT sku, 'RECEIVED', on_hand FROM opened
				""")
			.param(openings.stream().map(Opening::sku).toArray(String[]::new))
			.param(openings.stream().map(Opening::quantity).toArray(Integer[]::new))
			.update();
	}

	/**
	 * Locks and returns the stock of these products; products that do not exist are left
	 * out.
	 */
	public List<Stock> lock(Collection<String> skus) {
		return this.jdbc.sql("SELECT sku, on_hand, reserved FROM stock WHERE sku = ANY (?) ORDER BY sku FOR UPDATE")
			.param(skus.toArray(String[]::new))
			.query(Stock.class)
			.list();
	}

	/** Locks and returns the stock of a product that must exist. */
	public Stock lock(String sku) {
		return lock(List.of(sku)).getFirst();
	}

	/**
	 * Sets the stock on hand.
	 * @throws StockReservedException if it is less than the reserved stock
	 */
	public Stock adjust(Stock stock, int onHand) {
		if (onHand < stock.reserved()) {
			throw new StockReservedException(stock);
		}
		this.jdbc.sql("UPDATE stock SET on_hand = ? WHERE sku = ?").param(onHand).param(stock.sku()).update();
		move(stock.sku(), "ADJUSTED", onHand - stock.onHand());
		return new Stock(stock.sku(), onHand, stock.reserved());
	}

	/**
	 * Removes the stock of a product.
	 * @throws ProductReservedException if some of it is reserved
	 */
	public void close(Stock stock) {
		if (stock.reserved() > 0) {
			throw new ProductReservedException(stock);
		}
		this.jdbc.sql("DELETE FROM stock WHERE sku = ?").param(stock.sku()).update();
		move(stock.sku(), "REMOVED", -stock.onHand());
	}

	/**
	 * Reserves these quantities by SKU for an order. The rows must be locked and the
	 * stock available.
	 */
	public void reserve(UUID orderId, SortedMap<String, Integer> quantities) {
		moveReserved(orderId, "RESERVED", quantities, 1);
	}

	/** Releases an order's stock. The rows must be locked. */
	public void release(UUID orderId, SortedMap<String, Integer> quantities) {
		moveReserved(orderId, "RELEASED", quantities, -1);
	}

	private void moveReserved(UUID orderId, String kind, SortedMap<String, Integer> quantities, int sign) {
		this.jdbc.sql("""
				WITH line AS (
				    SELECT sku, quantity FROM unnest(?::text[], ?::integer[]) AS line (sku, quantity)),
				moved AS (
				    UPDATE stock SET reserved = reserved + quantity FROM line WHERE stock.sku = line.sku
				    RETURNING stock.sku, quantity)
				INSERT INTO stock_movement (sku, kind, reserved, order_id) SELECT sku, ?, quantity, ? FROM moved
				""")
			.param(quantities.keySet().toArray(String[]::new))
			.param(quantities.values().stream().map((quantity) -> sign * quantity).toArray(Integer[]::new))
			.param(kind)
			.param(orderId)
			.update();
	}

	private void move(String sku, String kind, int onHand) {
		this.jdbc.sql("INSERT INTO stock_movement (sku, kind, on_hand) VALUES (?, ?, ?)")
			.param(sku)
			.param(kind)
			.param(onHand)
			.update();
	}

	/** Initial stock of a new product. */
	public record Opening(String sku, int quantity) {
	}

}
