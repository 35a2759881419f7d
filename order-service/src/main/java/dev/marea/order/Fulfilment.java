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
 * Brings an order that was taken up to its end: asks the catalog, outside any
 * transaction, and writes what came of it. All of it may be repeated, by anybody, from
 * wherever an earlier attempt stopped.
 */
@Component
class Fulfilment {

	private static final Logger logger = LoggerFactory.getLogger(Fulfilment.class);

	private final CatalogClient catalog;

	private final Orders orders;

	private final OrderBook book;

	Fulfilment(CatalogClient catalog, Orders orders, OrderBook book) {
		this.catalog = catalog;
		this.orders = orders;
		this.book = book;
	}

	/**
	 * The order at its end.
	 * @throws CatalogUnavailableException where the catalog did not decide; the order is
	 * left to the next attempt
	 * @throws org.springframework.dao.OptimisticLockingFailureException where another
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
			letGo(order);
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

	private void letGo(Order order) {
		try {
			this.book.letGo(order);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("The lease on order {} is left to run out", order.id(), ex);
		}
	}

}
