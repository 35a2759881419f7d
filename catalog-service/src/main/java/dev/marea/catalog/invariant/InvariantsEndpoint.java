package dev.marea.catalog.invariant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.marea.service.invariant.InvariantMeters;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Checks the invariants of stock and reservations. All checks see one snapshot, so they
 * hold under load too.
 */
@Component
@Endpoint(id = "invariants")
public class InvariantsEndpoint {

	/** Below every id of an order. */
	private static final UUID FIRST = new UUID(0, 0);

	private static final UUID LAST = new UUID(-1, -1);

	/** Maximum number of orders that a statement reads. */
	private static final int PAGE = 10_000;

	private static final int MAX_VIOLATIONS = 20;

	/** Name of an invariant, and a query that returns a sentence for each violation. */
	private static final Map<String, String> QUERIES = new LinkedHashMap<>();

	/** As {@link #QUERIES}, for the orders after {@code :after} up to {@code :end}. */
	private static final Map<String, String> PAGED = new LinkedHashMap<>();

	static {
		QUERIES.put("ledger-sums", """
				SELECT format('%s has %s on hand and %s reserved, its ledger says %s and %s', sku,
				              coalesce(s.on_hand, 0), coalesce(s.reserved, 0),
				              coalesce(m.on_hand, 0), coalesce(m.reserved, 0))
				FROM stock s
				FULL JOIN (SELECT sku, sum(on_hand) AS on_hand, sum(reserved) AS reserved
				           FROM stock_movement GROUP BY sku) m USING (sku)
				WHERE coalesce(s.on_hand, 0) <> coalesce(m.on_hand, 0)
				   OR coalesce(s.reserved, 0) <> coalesce(m.reserved, 0)
				ORDER BY sku LIMIT 20
				""");
		QUERIES.put("stock-never-negative", """
				SELECT format('%s has %s on hand and %s reserved', sku, on_hand, reserved) FROM stock
				WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand
				ORDER BY sku LIMIT 20
				""");
		QUERIES.put("reserved-equals-reservations", """
				SELECT format('%s has %s reserved, its live reservations hold %s', sku, coalesce(s.reserved, 0),
				              coalesce(l.quantity, 0))
				FROM stock s
				FULL JOIN (SELECT sku, sum(quantity) AS quantity
				           FROM reservation_line JOIN reservation USING (order_id)
				           WHERE status = 'LIVE' GROUP BY sku) l USING (sku)
				WHERE coalesce(s.reserved, 0) <> coalesce(l.quantity, 0)
				ORDER BY sku LIMIT 20
				""");
		PAGED.put("each-reservation-in-ledger", """
				SELECT format('order %s holds %s of %s, the ledger says %s', order_id, coalesce(l.quantity, 0), sku,
				              coalesce(m.reserved, 0))
				FROM (SELECT order_id, sku, quantity FROM reservation_line JOIN reservation USING (order_id)
				      WHERE status = 'LIVE' AND order_id > :after AND order_id <= :end) l
				FULL JOIN (SELECT order_id, sku, sum(reserved) AS reserved
				           FROM stock_movement WHERE order_id > :after AND order_id <= :end
				           GROUP BY order_id, sku) m
				    USING (order_id, sku)
				WHERE coalesce(l.quantity, 0) <> coalesce(m.reserved, 0)
				ORDER BY order_id, sku LIMIT :limit
				""");
	}

	private final JdbcClient jdbc;

	private final InvariantMeters meters;

	InvariantsEndpoint(JdbcClient jdbc, MeterRegistry meters) {
		this.jdbc = jdbc;
		this.meters = new InvariantMeters(meters);
	}

	/**
	 * Checks all invariants in one snapshot. With a million orders, each statement still
	 * ends before the driver closes its connection (socketTimeout, 20 s).
	 */
	@ReadOperation
	@Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
	public Invariants invariants() {
		this.jdbc.sql("SET LOCAL statement_timeout = '15s'").update();
		return check();
	}

	Invariants check() {
		Map<String, Boolean> invariants = new LinkedHashMap<>();
		List<String> violations = new ArrayList<>();
		QUERIES.forEach((name, query) -> {
			List<String> found = this.jdbc.sql(query).query(String.class).list();
			invariants.put(name, found.isEmpty());
			this.meters.record(name, found.size());
			violations.addAll(found);
		});
		PAGED.forEach((name, query) -> {
			List<String> found = pageThrough(query);
			invariants.put(name, found.isEmpty());
			this.meters.record(name, found.size());
			violations.addAll(found);
		});
		return new Invariants(invariants, violations);
	}

	private List<String> pageThrough(String query) {
		List<String> found = new ArrayList<>();
		UUID after = FIRST;
		while (!after.equals(LAST) && found.size() < MAX_VIOLATIONS) {
			UUID end = this.jdbc.sql("""
					SELECT order_id FROM reservation WHERE order_id > :after
					ORDER BY order_id OFFSET :page - 1 LIMIT 1
					""").param("after", after).param("page", PAGE).query(UUID.class).optional().orElse(LAST);
			found.addAll(this.jdbc.sql(query)
				.param("after", after)
				.param("end", end)
				.param("limit", MAX_VIOLATIONS - found.size())
				.query(String.class)
				.list());
			after = end;
		}
		return found;
	}

	/**
	 * Result of the checks.
	 *
	 * @param invariants whether an invariant holds, by its name
	 * @param violations a sentence for each violation, at most 20 per invariant
	 */
	public record Invariants(Map<String, Boolean> invariants, List<String> violations) {
	}

}
