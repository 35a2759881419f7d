package dev.marea.order;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.marea.order.money.Money;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class OrderTests {

	private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final OrderLines LINES = new OrderLines(List.of(OrderLine.of("TEA-001", 2), OrderLine.of("CUP", 1)));

	private static final Map<String, Money> PRICES = Map.of("TEA-001", eur("12.50"), "CUP", eur("3.99"));

	@Test
	void is_pending_and_leased_when_placed() {
		Order order = pending();
		assertThat(order.status()).isEqualTo(OrderStatus.PENDING);
		assertThat(order.leaseUntil()).isEqualTo(NOW.plus(LEASE));
		assertThat(order.id().version()).isEqualTo(7);
		assertThat(order.total()).isNull();
	}

	@Test
	void has_its_total_once_confirmed() {
		Order order = confirmed();
		assertThat(order.status()).isEqualTo(OrderStatus.CONFIRMED);
		assertThat(order.total()).isEqualTo(eur("28.99"));
		assertThat(order.lines().lines()).extracting(OrderLine::unitPrice).containsExactly(eur("12.50"), eur("3.99"));
		assertThat(order.leaseUntil()).isNull();
	}

	@Test
	void stays_pending_when_prices_are_missing_or_of_two_currencies() {
		Order order = pending();
		assertThatIllegalArgumentException().isThrownBy(() -> order.confirm(Map.of("CUP", eur("3.99"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> order.confirm(Map.of("CUP", eur("3.99"), "TEA-001", new Money(BigDecimal.ONE, "USD"))));
		assertThat(order.status()).isEqualTo(OrderStatus.PENDING);
		assertThat(order.total()).isNull();
		assertThat(order.lines()).isEqualTo(LINES);
	}

	@Test
	void tells_what_was_short_once_rejected() {
		Order order = rejected();
		assertThat(order.status()).isEqualTo(OrderStatus.REJECTED);
		assertThat(order.rejection()).isEqualTo("insufficient-stock");
		assertThat(order.lines().lines()).extracting(OrderLine::available).containsExactly(1, null);
		assertThat(order.leaseUntil()).isNull();
	}

	@Test
	void is_cancelled_in_two_steps() {
		Order order = confirmed();
		order.cancel(NOW, LEASE);
		assertThat(order.status()).isEqualTo(OrderStatus.CANCELLING);
		assertThat(order.leaseUntil()).isEqualTo(NOW.plus(LEASE));
		order.stockReturned();
		assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
		assertThat(order.leaseUntil()).isNull();
		assertThat(order.total()).isEqualTo(eur("28.99"));
	}

	@Test
	void refuses_to_be_taken_up_while_its_lease_lasts() {
		Order order = pending();
		Instant end = NOW.plus(LEASE);
		assertThatExceptionOfType(OrderInProgressException.class)
			.isThrownBy(() -> order.acquire(end.minusNanos(1), LEASE));
		order.acquire(end, LEASE);
		assertThat(order.leaseUntil()).isEqualTo(end.plus(LEASE));
	}

	@Test
	void may_be_taken_up_once_let_go() {
		Order order = pending();
		order.release(NOW);
		assertThatNoException().isThrownBy(() -> order.acquire(NOW, LEASE));
	}

	@Test
	void refuses_to_be_cancelled_while_it_is_open_what_becomes_of_it() {
		assertThatExceptionOfType(OrderInProgressException.class).isThrownBy(() -> pending().cancel(NOW, LEASE));
		Order cancelling = confirmed();
		cancelling.cancel(NOW, LEASE);
		assertThatExceptionOfType(OrderInProgressException.class).isThrownBy(() -> cancelling.cancel(NOW, LEASE));
		cancelling.cancel(NOW.plus(LEASE), LEASE);
		assertThat(cancelling.leaseUntil()).isEqualTo(NOW.plus(LEASE).plus(LEASE));
	}

	@Test
	void refuses_every_step_that_does_not_follow() {
		assertThatExceptionOfType(OrderNotCancellableException.class).isThrownBy(() -> rejected().cancel(NOW, LEASE));
		assertThatIllegalStateException().isThrownBy(() -> rejected().confirm(PRICES));
		assertThatIllegalStateException().isThrownBy(() -> confirmed().confirm(PRICES));
		assertThatIllegalStateException().isThrownBy(() -> confirmed().reject("insufficient-stock", Map.of()));
		assertThatIllegalStateException().isThrownBy(() -> pending().stockReturned());
		assertThatIllegalStateException().isThrownBy(() -> confirmed().stockReturned());
		assertThatIllegalStateException().isThrownBy(() -> confirmed().acquire(NOW, LEASE));
		assertThatIllegalStateException().isThrownBy(() -> rejected().release(NOW));
		Order cancelled = confirmed();
		cancelled.cancel(NOW, LEASE);
		cancelled.stockReturned();
		assertThatIllegalStateException().isThrownBy(() -> cancelled.cancel(NOW, LEASE));
	}

	@Test
	void knows_its_own_request_again() {
		assertThatNoException().isThrownBy(() -> confirmed().requireSameRequest(LINES));
		assertThatNoException().isThrownBy(() -> rejected().requireSameRequest(LINES));
		OrderLines more = new OrderLines(List.of(OrderLine.of("TEA-001", 3), OrderLine.of("CUP", 1)));
		OrderLines fewer = new OrderLines(List.of(OrderLine.of("TEA-001", 2)));
		for (OrderLines other : List.of(more, fewer)) {
			assertThatExceptionOfType(KeyReusedException.class).isThrownBy(() -> confirmed().requireSameRequest(other));
		}
	}

	@Test
	void has_lines_and_one_for_each_product() {
		assertThatIllegalArgumentException().isThrownBy(() -> new OrderLines(List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new OrderLines(List.of(OrderLine.of("CUP", 1), OrderLine.of("CUP", 2))));
	}

	private static Order pending() {
		return Order.place(OrderApi.ANA, "key", LINES, NOW, LEASE, null);
	}

	private static Order confirmed() {
		Order order = pending();
		order.confirm(PRICES);
		return order;
	}

	private static Order rejected() {
		Order order = pending();
		order.reject("insufficient-stock", Map.of("TEA-001", 1));
		return order;
	}

	private static Money eur(String amount) {
		return new Money(new BigDecimal(amount), "EUR");
	}

}
