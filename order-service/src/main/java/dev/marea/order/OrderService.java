package dev.marea.order;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.marea.service.page.Page;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Service;

/**
 * What owners do with their orders.
 */
@Service
public class OrderService {

	/** Above every id. */
	private static final UUID LAST = new UUID(-1, -1);

	private final OrderBook book;

	private final Fulfilment fulfilment;

	private final Orders orders;

	OrderService(OrderBook book, Fulfilment fulfilment, Orders orders) {
		this.book = book;
		this.fulfilment = fulfilment;
		this.orders = orders;
	}

	/**
	 * The order that this key stands for, placed now unless it was before; never pending.
	 * @throws KeyReusedException where it stands for an order of other lines
	 * @throws OrderInProgressException while another attempt is at work on it
	 * @throws dev.marea.order.catalog.CatalogUnavailableException where the catalog did
	 * not decide; the order stays pending and will be decided
	 */
	public Order place(Owner owner, String key, OrderLines lines) {
		Order order = open(owner, key, lines);
		return (order.status() == OrderStatus.PENDING) ? finish(order) : order;
	}

	/**
	 * The order, cancelled.
	 * @throws UnknownOrderException where the owner has no such order
	 * @throws OrderInProgressException while another attempt is at work on it
	 * @throws OrderNotCancellableException where it was rejected
	 * @throws dev.marea.order.catalog.CatalogUnavailableException where the catalog did
	 * not take the stock back; it will, and the order will be cancelled
	 */
	public Order cancel(Owner owner, UUID id) {
		Order order = this.book.cancel(owner, id).orElseThrow(UnknownOrderException::new);
		return order.status().isUnfinished() ? finish(order) : order;
	}

	/**
	 * The owner's order.
	 * @throws UnknownOrderException where the owner has no such order
	 */
	public Order get(Owner owner, UUID id) {
		return this.orders.findByIdAndIssuerAndOwner(id, owner.issuer(), owner.subject())
			.orElseThrow(UnknownOrderException::new);
	}

	/** The owner's orders, newest first: those that were placed before the one given. */
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
			return this.book.open(owner, key, lines);
		}
		catch (DuplicateKeyException ex) {
			return this.book.open(owner, key, lines);
		}
	}

	/** Where another attempt took over, its outcome is the outcome, once there is one. */
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
