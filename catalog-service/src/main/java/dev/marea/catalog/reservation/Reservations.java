package dev.marea.catalog.reservation;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.marea.catalog.reservation.Reservation.Status;
import dev.marea.catalog.stock.Stock;
import dev.marea.catalog.stock.StockLedger;
import dev.marea.service.page.Page;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reserves stock for orders, all lines or none. The transaction that inserts an order's
 * row decides. Others wait for the row and read the decision.
 */
@Service
public class Reservations {

	private final ReservationStore store;

	private final StockLedger ledger;

	Reservations(ReservationStore store, StockLedger ledger) {
		this.store = store;
		this.ledger = ledger;
	}

	/**
	 * Decides the reservation, or returns the earlier decision. The result may have any
	 * status. A rejection is a result and not an exception, because it must be committed.
	 * @param quantities by sku
	 * @throws ReservationDiffersException if the order has requested other lines before
	 */
	@Transactional
	public Reservation reserve(UUID orderId, SortedMap<String, Integer> quantities) {
		if (!this.store.claim(orderId, Status.LIVE)) {
			return decided(orderId, quantities);
		}
		Map<String, Stock> stock = this.ledger.lock(quantities.keySet())
			.stream()
			.collect(Collectors.toMap(Stock::sku, Function.identity()));
		List<ReservationLine> lines = this.store.addLines(orderId, quantities, stock);
		if (lines.stream().anyMatch(ReservationLine::isShort)) {
			this.store.mark(orderId, Status.REJECTED);
			return new Reservation(orderId, Status.REJECTED, lines);
		}
		this.ledger.reserve(orderId, quantities);
		return new Reservation(orderId, Status.LIVE, lines);
	}

	/** Releases the stock and prevents a later reservation for this order. */
	@Transactional
	public void cancel(UUID orderId) {
		if (this.store.claim(orderId, Status.CANCELLED)) {
			return;
		}
		Reservation reservation = this.store.lock(orderId);
		if (reservation.status() == Status.LIVE) {
			this.ledger.lock(reservation.quantities().keySet());
			this.ledger.release(orderId, reservation.quantities());
		}
		this.store.mark(orderId, Status.CANCELLED);
	}

	/** A page of live reservations in the order of their ids. */
	@Transactional(readOnly = true)
	public Page<Reservation> live(@Nullable UUID after, int limit) {
		return this.store.live(after, limit);
	}

	private Reservation decided(UUID orderId, SortedMap<String, Integer> quantities) {
		Reservation reservation = this.store.find(orderId);
		if (reservation.status() != Status.CANCELLED && !reservation.isFor(quantities)) {
			throw new ReservationDiffersException();
		}
		return reservation;
	}

}
