package dev.marea.order;

import dev.marea.order.catalog.CatalogClient;
import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.order.catalog.Reservation;
import dev.marea.order.catalog.Reservation.Refused;
import dev.marea.order.catalog.Reservation.Reserved;
import dev.marea.order.catalog.ReservationLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Finishes an order whose lease the caller holds. It calls the catalog outside any
 * transaction and then writes the outcome. Every step is idempotent, so a later attempt
 * can resume where an earlier one stopped.
 */
@Component
class Fulfilment {

	private static final Logger logger = LoggerFactory.getLogger(Fulfilment.class);

	private final CatalogClient catalog;

	private final Orders orders;

	private final OrderLeases leases;

	Fulfilment(CatalogClient catalog, Orders orders, OrderLeases leases) {
		this.catalog = catalog;
		this.orders = orders;
		this.leases = leases;
	}

	/**
	 * Finishes the order.
	 * @throws CatalogUnavailableException if the catalog did not decide; the next attempt
	 * continues the order
	 * @throws org.springframework.dao.OptimisticLockingFailureException if another
	 * attempt took the order over
	 */
	Order finish(Order order) {
		try {
			if (order.status() == OrderStatus.PENDING) {
				reserve(order);
			}
			else {
				this.catalog.giveBack(order.id());
				order.stockReturned();
			}
		}
		catch (CatalogUnavailableException ex) {
			logger.warn("Order {} stays {}: {}", order.id(), order.status(), ex.getMessage());
			release(order);
			throw ex;
		}
		return this.orders.save(order);
	}

	private void reserve(Order order) {
		Reservation reservation = this.catalog.reserve(order.id(),
				order.lines()
					.lines()
					.stream()
					.map((line) -> new ReservationLine(line.sku(), line.quantity()))
					.toList());
		switch (reservation) {
			case Reserved reserved -> order.confirm(reserved.unitPrices());
			case Refused refused -> order.reject(refused.reason(), refused.available());
		}
	}

	private void release(Order order) {
		try {
			this.leases.release(order);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("The lease on order {} was not released and will expire", order.id(), ex);
		}
	}

}
