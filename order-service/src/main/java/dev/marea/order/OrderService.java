package dev.marea.order;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.marea.service.page.Page;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;

/**
 * Places, cancels and reads the orders of an owner.
 */
@Service
public class OrderService {

	/** Above every id. */
	private static final UUID LAST = new UUID(-1, -1);

	private final OrderLeases leases;

	private final Fulfilment fulfilment;

	private final Orders orders;

	OrderService(OrderLeases leases, Fulfilment fulfilment, Orders orders) {
		this.leases = leases;
		this.fulfilment = fulfilment;
		this.orders = orders;
	}

	/**
	 * Returns the order of this key, and places it first if there is none. The order is
	 * never pending.
	 * @throws KeyReusedException if the key belongs to an order with other lines
	 * @throws OrderInProgressException while another attempt holds the order's lease
	 * @throws dev.marea.order.catalog.CatalogUnavailableException if the catalog did not
	 * decide; the order stays pending and is decided later
	 */
	public Order place(Owner owner, String key, OrderLines lines) {
		Order order = open(owner, key, lines);
		return (order.status() == OrderStatus.PENDING) ? finish(order) : order;
	}

	/**
	 * Cancels the order.
	 * @throws UnknownOrderException if the owner has no such order
	 * @throws OrderInProgressException while another attempt holds the order's lease
	 * @throws OrderNotCancellableException if the order was rejected
	 * @throws dev.marea.order.catalog.CatalogUnavailableException if the catalog did not
	 * release the stock; the order is cancelled later
	 */
	public Order cancel(Owner owner, UUID id) {
		Order order = this.leases.cancel(owner, id).orElseThrow(UnknownOrderException::new);
		return order.status().isUnfinished() ? finish(order) : order;
	}

	/**
	 * The owner's order.
	 * @throws UnknownOrderException if the owner has no such order
	 */
	public Order get(Owner owner, UUID id) {
		return this.orders.findByIdAndIssuerAndOwner(id, owner.issuer(), owner.subject())
			.orElseThrow(UnknownOrderException::new);
	}

	/**
	 * A page of the owner's orders, newest first; only orders that are older than
	 * {@code after}, if it is given.
	 */
	public Page<Order> list(Owner owner, Optional<UUID> after, int limit) {
		List<Order> found = this.orders.findNewest(owner.issuer(), owner.subject(), after.orElse(LAST), limit + 1);
		if (found.size() <= limit) {
			return new Page<>(found, null);
		}
		List<Order> items = found.subList(0, limit);
		return new Page<>(items, items.getLast().id().toString());
	}

	private Order open(Owner owner, String key, OrderLines lines) {
		try {
			return this.leases.open(owner, key, lines);
		}
		catch (DuplicateKeyException ex) {
			return this.leases.open(owner, key, lines);
		}
	}

	/** If another attempt took the order over, returns the outcome of that attempt. */
	private Order finish(Order order) {
		try {
			return this.fulfilment.finish(order);
		}
		catch (OptimisticLockingFailureException ex) {
			return this.orders.findById(order.id())
				.filter((current) -> !current.status().isUnfinished())
				.orElseThrow(() -> new OrderInProgressException(order.id()));
		}
	}

}
