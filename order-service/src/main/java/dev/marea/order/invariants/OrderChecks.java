package dev.marea.order.invariants;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.marea.order.OrderProperties;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Checks the table of orders. Each check returns a sentence for each violation, at most
 * 100. No statement reads more than a page, so each ends well within its timeout.
 */
@Component
class OrderChecks {

	/** Below every id. */
	private static final UUID FIRST = new UUID(0, 0);

	private static final UUID LAST = new UUID(-1, -1);

	/** Maximum number of orders that a statement reads. */
	private static final int PAGE = 10_000;

	private static final int MAX_VIOLATIONS = 100;

	/** Time for a worker that is finishing the order, and for a pause of the machine. */
	private static final Duration SLACK = Duration.ofSeconds(5);

	private final JdbcClient jdbc;

	private final OrderProperties properties;

	OrderChecks(JdbcClient jdbc, OrderProperties properties) {
		this.jdbc = jdbc;
		this.properties = properties;
	}

	List<String> keysWithSeveralOrders() {
		List<String> violations = new ArrayList<>();
		Optional<Key> after = Optional.of(new Key("", "", ""));
		while (after.isPresent() && violations.size() < MAX_VIOLATIONS) {
			Key start = after.get();
			Optional<Key> end = lastKey(start);
			violations.addAll(this.jdbc
				.sql("""
						SELECT format('Key %s of %s at %s made %s orders', idempotency_key, owner, issuer, count(*))
						FROM orders WHERE (issuer, owner, idempotency_key) > (:issuer, :owner, :key)
						"""
						+ (end.isPresent()
								? "AND (issuer, owner, idempotency_key) <= (:lastIssuer, :lastOwner, :lastKey)\n" : "")
						+ "GROUP BY issuer, owner, idempotency_key HAVING count(*) > 1 LIMIT :limit")
				.param("issuer", start.issuer())
				.param("owner", start.owner())
				.param("key", start.idempotencyKey())
				.param("lastIssuer", end.map(Key::issuer).orElse(""))
				.param("lastOwner", end.map(Key::owner).orElse(""))
				.param("lastKey", end.map(Key::idempotencyKey).orElse(""))
				.param("limit", MAX_VIOLATIONS - violations.size())
				.query(String.class)
				.list());
			after = end;
		}
		return violations;
	}

	/** Last key of the page after this key; empty if that page is the last one. */
	private Optional<Key> lastKey(Key after) {
		return this.jdbc.sql("""
				SELECT issuer, owner, idempotency_key FROM orders
				WHERE (issuer, owner, idempotency_key) > (:issuer, :owner, :key)
				ORDER BY issuer, owner, idempotency_key OFFSET :page - 1 LIMIT 1""")
			.param("issuer", after.issuer())
			.param("owner", after.owner())
			.param("key", after.idempotencyKey())
			.param("page", PAGE)
			.query(Key.class)
			.optional();
	}

	List<String> overdue() {
		return this.jdbc.sql("""
				SELECT format('Order %s is %s, and its lease ran out at %s', id, status, lease_until)
				FROM orders WHERE status IN ('PENDING', 'CANCELLING')
				AND lease_until < clock_timestamp() - :grace * interval '1 second' LIMIT 100""")
			.param("grace", this.properties.workerPeriod().plus(SLACK).toMillis() / 1000.0)
			.query(String.class)
			.list();
	}

	List<String> wrongTotals() {
		List<String> violations = new ArrayList<>();
		UUID after = FIRST;
		while (!after.equals(LAST) && violations.size() < MAX_VIOLATIONS) {
			UUID end = this.jdbc.sql("SELECT id FROM orders WHERE id > :after ORDER BY id OFFSET :page - 1 LIMIT 1")
				.param("after", after)
				.param("page", PAGE)
				.query(UUID.class)
				.optional()
				.orElse(LAST);
			violations.addAll(wrongTotals(after, end, MAX_VIOLATIONS - violations.size()));
			after = end;
		}
		return violations;
	}

	private List<String> wrongTotals(UUID after, UUID end, int limit) {
		return this.jdbc.sql("""
				SELECT format('Order %s costs %s %s, but its lines cost %s', id, total_amount, total_currency, amount)
				FROM orders, LATERAL (
					SELECT sum((line ->> 'quantity')::int * (line -> 'unitPrice' ->> 'amount')::numeric) AS amount,
						bool_and(line -> 'unitPrice' ->> 'currency' = total_currency) AS same_currency
					FROM jsonb_array_elements(lines) line) AS sums
				WHERE id > :after AND id <= :end AND status IN ('CONFIRMED', 'CANCELLING', 'CANCELLED')
				AND (amount = total_amount AND same_currency) IS NOT TRUE LIMIT :limit""")
			.param("after", after)
			.param("end", end)
			.param("limit", limit)
			.query(String.class)
			.list();
	}

	record Key(String issuer, String owner, String idempotencyKey) {
	}

}
