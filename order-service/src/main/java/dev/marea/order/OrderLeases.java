package dev.marea.order;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.marea.service.tracing.LinkedTraces;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Acquires and releases the leases of orders in short transactions. An attempt holds an
 * order until its lease expires.
 */
@Component
class OrderLeases {

	private final Orders orders;

	private final InstantSource clock;

	private final Duration lease;

	private final LinkedTraces traces;

	OrderLeases(Orders orders, InstantSource databaseClock, OrderProperties properties, LinkedTraces traces) {
		this.orders = orders;
		this.clock = databaseClock;
		this.lease = properties.lease();
		this.traces = traces;
	}

	/**
	 * Returns the order of this key. Places a new order if there is none, and acquires
	 * the lease of an existing order if it is pending.
	 * @throws org.springframework.dao.DuplicateKeyException if a concurrent call placed
	 * the order first; the next call returns it
	 */
	@Transactional
	public Order open(Owner owner, String key, OrderLines lines) {
		Optional<Order> existing = this.orders.findByIssuerAndOwnerAndIdempotencyKey(owner.issuer(), owner.subject(),
				key);
		if (existing.isEmpty()) {
			return this.orders
				.save(Order.place(owner, key, lines, this.clock.instant(), this.lease, this.traces.current()));
		}
		Order order = existing.get();
		order.requireSameRequest(lines);
		if (order.status() != OrderStatus.PENDING) {
			return order;
		}
		order.acquire(this.clock.instant(), this.lease);
		return this.orders.save(order);
	}

	/**
	 * Begins or takes over the cancellation of an order; a cancelled order stays as it
	 * is.
	 */
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

	/** Acquires the leases of unfinished orders whose leases have expired. */
	@Transactional
	public List<Order> acquireAbandoned(int limit) {
		List<Order> abandoned = this.orders.findAbandoned(limit);
		Instant now = this.clock.instant();
		abandoned.forEach((order) -> order.acquire(now, this.lease));
		return this.orders.saveAll(abandoned);
	}

	/** Releases the lease of an order that could not be finished. */
	@Transactional
	public void release(Order order) {
		order.release(this.clock.instant());
		this.orders.save(order);
	}

}
