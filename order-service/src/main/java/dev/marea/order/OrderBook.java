package dev.marea.order;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The short transactions in which orders are taken up. Whoever takes one up has it until
 * the lease runs out.
 */
@Component
class OrderBook {

	private final Orders orders;

	private final InstantSource clock;

	private final Duration lease;

	OrderBook(Orders orders, InstantSource databaseClock, OrderProperties properties) {
		this.orders = orders;
		this.clock = databaseClock;
		this.lease = properties.lease();
	}

	/**
	 * The order of this key: a new one, or the one there is, which is taken up where it
	 * is pending. Where two write a new one at once, one of them fails with a
	 * {@link org.springframework.dao.DuplicateKeyException} and finds it on the next try.
	 */
	@Transactional
	public Order open(Owner owner, String key, OrderLines lines) {
		Optional<Order> existing = this.orders.findByIssuerAndOwnerAndIdempotencyKey(owner.issuer(), owner.subject(),
				key);
		if (existing.isEmpty()) {
			return this.orders.save(Order.place(owner, key, lines, this.clock.instant(), this.lease));
		}
		Order order = existing.get();
		order.requireSameRequest(lines);
		if (order.status() != OrderStatus.PENDING) {
			return order;
		}
		order.takeUp(this.clock.instant(), this.lease);
		return this.orders.save(order);
	}

	/** The order, to be cancelled now unless it is cancelled already. */
	@Transactional
	public Optional<Order> cancel(Owner owner, UUID id) {
		return this.orders.findForUpdateByIdAndIssuerAndOwner(id, owner.issuer(), owner.subject()).map((order) -> {
			if (order.status() == OrderStatus.CANCELLED) {
				return order;
			}
			order.cancel(this.clock.instant(), this.lease);
			return this.orders.save(order);
		});
	}

	/** Unfinished orders that nobody else is at work on. */
	@Transactional
	public List<Order> takeUpAbandoned(int limit) {
		List<Order> abandoned = this.orders.findAbandoned(limit);
		Instant now = this.clock.instant();
		abandoned.forEach((order) -> order.takeUp(now, this.lease));
		return this.orders.saveAll(abandoned);
	}

	/** Gives up the lease on an order that could not be finished. */
	@Transactional
	public void letGo(Order order) {
		order.letGo(this.clock.instant());
		this.orders.save(order);
	}

}
