package dev.marea.order.invariants;

import java.time.Duration;
import java.util.List;

import dev.marea.order.OrderProperties;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the orders' own table tells. A sentence for each violation, a hundred at most.
 */
@Component
class OrderChecks {

	/** For a worker that is at it, and a pause of the machine. */
	private static final Duration SLACK = Duration.ofSeconds(5);

	private final JdbcClient jdbc;

	private final OrderProperties properties;

	OrderChecks(JdbcClient jdbc, OrderProperties properties) {
		this.jdbc = jdbc;
		this.properties = properties;
	}

	List<String> keysWithSeveralOrders() {
		return this.jdbc.sql("""
				SELECT format('Key %s of %s made %s orders', idempotency_key, owner, count(*))
				FROM orders GROUP BY owner, idempotency_key HAVING count(*) > 1 LIMIT 100""")
			.query(String.class)
			.list();
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
		return this.jdbc.sql("""
				SELECT format('Order %s costs %s %s, but its lines cost %s', id, total_amount, total_currency, amount)
				FROM orders, LATERAL (
					SELECT sum((line ->> 'quantity')::int * (line -> 'unitPrice' ->> 'amount')::numeric) AS amount,
						bool_and(line -> 'unitPrice' ->> 'currency' = total_currency) AS same_currency
					FROM jsonb_array_elements(lines) line) AS sums
				WHERE status IN ('CONFIRMED', 'CANCELLING', 'CANCELLED')
				AND (amount = total_amount AND same_currency) IS NOT TRUE LIMIT 100""").query(String.class).list();
	}

}
