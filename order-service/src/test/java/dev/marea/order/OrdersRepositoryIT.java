package dev.marea.order;

import java.time.Duration;
import java.util.Map;

import dev.marea.service.test.PostgresConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase.Replace;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rows of orders. Each test rolls its transaction back.
 */
@DataJdbcTest
@AutoConfigureTestDatabase(replace = Replace.NONE)
@Import({ PostgresConfiguration.class, JdbcConfiguration.class })
class OrdersRepositoryIT {

	private static final Owner ANA = new Owner("marea", "ana");

	private static final Owner BEN = new Owner("marea", "ben");

	@Autowired
	private Orders orders;

	@Test
	void an_order_keeps_its_lines_prices_and_total() {
		Order order = this.orders.save(SampleOrders.confirmed(ANA));
		assertThat(this.orders.findById(order.id())).get().satisfies((found) -> {
			assertThat(found.owner()).isEqualTo(ANA);
			assertThat(found.lines()).isEqualTo(order.lines());
			assertThat(found.total()).isEqualTo(order.total());
			assertThat(found.leaseUntil()).isNull();
		});
	}

	@Test
	void only_its_owner_finds_an_order() {
		Order order = this.orders.save(SampleOrders.pending(ANA, "key-1"));
		assertThat(this.orders.findByIdAndIssuerAndOwner(order.id(), ANA.issuer(), ANA.subject())).isPresent();
		assertThat(this.orders.findByIdAndIssuerAndOwner(order.id(), BEN.issuer(), BEN.subject())).isEmpty();
		assertThat(this.orders.findByIssuerAndOwnerAndIdempotencyKey(ANA.issuer(), ANA.subject(), "key-1")).isPresent();
		assertThat(this.orders.findByIssuerAndOwnerAndIdempotencyKey(BEN.issuer(), BEN.subject(), "key-1")).isEmpty();
	}

	@Test
	void an_owner_has_one_order_for_each_key() {
		this.orders.save(SampleOrders.pending(ANA, "key-1"));
		this.orders.save(SampleOrders.pending(BEN, "key-1"));
		Order second = SampleOrders.pending(ANA, "key-1");
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.orders.save(second));
	}

	/** Each takeover saves the order, so it increases the order's version. */
	@Test
	void an_attempt_that_was_taken_over_cannot_write_its_outcome() {
		Order attempt = this.orders.save(SampleOrders.pending(ANA, "key-1"));
		Order takeover = this.orders.findById(attempt.id()).orElseThrow();
		takeover.acquire(takeover.leaseUntil(), Duration.ofSeconds(10));
		this.orders.save(takeover);
		attempt.reject("insufficient-stock", Map.of());
		assertThatExceptionOfType(OptimisticLockingFailureException.class).isThrownBy(() -> this.orders.save(attempt));
	}

	@Test
	void an_unfinished_order_is_abandoned_once_its_lease_has_expired() {
		Order expired = this.orders.save(SampleOrders.pending(ANA, "key-1"));
		this.orders.save(SampleOrders.confirmed(BEN));
		assertThat(this.orders.findAbandoned(10)).extracting(Order::id).containsExactly(expired.id());
	}

}
