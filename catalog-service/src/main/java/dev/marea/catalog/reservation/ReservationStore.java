package dev.marea.catalog.reservation;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.UUID;

import dev.marea.catalog.product.Money;
import dev.marea.catalog.reservation.Reservation.Status;
import dev.marea.catalog.stock.Stock;
import dev.marea.service.page.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads and writes the rows of reservations.
 */
@Repository
class ReservationStore {

	private final JdbcClient jdbc;

	ReservationStore(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Inserts the order's row unless it exists. Waits for a concurrent insert of the same
	 * row.
	 * @return whether this call inserted the row
	 */
	boolean claim(UUID orderId, Status status) {
		return this.jdbc.sql("INSERT INTO reservation (order_id, status) VALUES (?, ?) ON CONFLICT DO NOTHING")
			.param(orderId)
			.param(status.name())
			.update() == 1;
	}

	void mark(UUID orderId, Status status) {
		this.jdbc.sql("UPDATE reservation SET status = ? WHERE order_id = ?")
			.param(status.name())
			.param(orderId)
			.update();
	}

	/** Inserts the lines, each with its available stock and current price. */
	List<ReservationLine> addLines(UUID orderId, SortedMap<String, Integer> quantities, Map<String, Stock> stock) {
		return this.jdbc
			.sql("""
					INSERT INTO reservation_line (order_id, sku, quantity, available, unit_price_amount, unit_price_currency)
					SELECT ?, line.sku, line.quantity, line.available, p.price_amount, p.price_currency
					FROM unnest(?::text[], ?::integer[], ?::integer[]) AS line (sku, quantity, available)
					LEFT JOIN product p ON p.sku = line.sku
					ORDER BY line.sku COLLATE "C"
					RETURNING sku, quantity, available, unit_price_amount, unit_price_currency
					""")
			.param(orderId)
			.param(quantities.keySet().toArray(String[]::new))
			.param(quantities.values().toArray(Integer[]::new))
			.param(quantities.keySet()
				.stream()
				.map(stock::get)
				.map((found) -> (found != null) ? found.available() : 0)
				.toArray(Integer[]::new))
			.query(ReservationStore::line)
			.list();
	}

	/** A reservation that must exist. */
	Reservation find(UUID orderId) {
		return read(orderId, "SELECT status FROM reservation WHERE order_id = ?");
	}

	/** A reservation that must exist; it is locked until the transaction ends. */
	Reservation lock(UUID orderId) {
		return read(orderId, "SELECT status FROM reservation WHERE order_id = ? FOR UPDATE");
	}

	private Reservation read(UUID orderId, String query) {
		String status = this.jdbc.sql(query).param(orderId).query(String.class).single();
		List<ReservationLine> lines = this.jdbc.sql("SELECT * FROM reservation_line WHERE order_id = ? ORDER BY sku")
			.param(orderId)
			.query(ReservationStore::line)
			.list();
		return new Reservation(orderId, Status.valueOf(status), lines);
	}

	Page<Reservation> live(@Nullable UUID after, int limit) {
		SequencedMap<UUID, List<ReservationLine>> orders = new LinkedHashMap<>();
		this.jdbc.sql("""
				SELECT line.* FROM (
				    SELECT order_id FROM reservation
				    WHERE status = 'LIVE' AND (?::uuid IS NULL OR order_id > ?::uuid)
				    ORDER BY order_id LIMIT ?) live
				JOIN reservation_line line USING (order_id) ORDER BY order_id, sku
				""").param(after).param(after).param(limit + 1).query((row) -> {
			orders.computeIfAbsent(row.getObject("order_id", UUID.class), (id) -> new ArrayList<>()).add(line(row, 0));
		});
		boolean more = orders.size() > limit;
		if (more) {
			orders.pollLastEntry();
		}
		List<Reservation> page = new ArrayList<>();
		orders.forEach((id, lines) -> page.add(new Reservation(id, Status.LIVE, lines)));
		return new Page<>(page, more ? page.getLast().orderId().toString() : null);
	}

	private static ReservationLine line(ResultSet row, int number) throws SQLException {
		BigDecimal amount = row.getBigDecimal("unit_price_amount");
		return new ReservationLine(row.getString("sku"), row.getInt("quantity"), row.getInt("available"),
				(amount != null) ? new Money(amount, row.getString("unit_price_currency")) : null);
	}

}
