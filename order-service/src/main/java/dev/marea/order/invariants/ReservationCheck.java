package dev.marea.order.invariants;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.marea.order.OrderStatus;
import dev.marea.order.catalog.CatalogClient;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Compares orders with the catalog's reservations while both change. An order is reserved
 * before it is confirmed and given back after it is no longer; so one that is confirmed
 * before and after the reservations were read was confirmed, and reserved, all the time.
 * One that is at another end has nothing reserved from then on.
 */
@Component
class ReservationCheck {

	private final JdbcClient jdbc;

	private final CatalogClient catalog;

	ReservationCheck(JdbcClient jdbc, CatalogClient catalog) {
		this.jdbc = jdbc;
		this.catalog = catalog;
	}

	/**
	 * A sentence for each violation.
	 * @throws dev.marea.order.catalog.CatalogUnavailableException where the reservations
	 * cannot be read
	 */
	List<String> mismatches() {
		Set<UUID> confirmed = confirmedOrders();
		List<UUID> listed = this.catalog.reservedOrders();
		List<String> violations = new ArrayList<>();
		Set<UUID> reserved = new HashSet<>();
		for (UUID order : listed) {
			if (!reserved.add(order)) {
				violations.add("Order " + order + " has several reservations");
			}
		}
		Set<UUID> missing = without(confirmed, reserved);
		statuses(missing).forEach((order, status) -> {
			if (status == OrderStatus.CONFIRMED) {
				violations.add("Order " + order + " is CONFIRMED, but nothing is reserved for it");
			}
		});
		violations.addAll(needless(without(reserved, confirmed)));
		return violations;
	}

	private List<String> needless(Set<UUID> candidates) {
		Map<UUID, OrderStatus> statuses = statuses(candidates);
		Set<UUID> suspects = new HashSet<>(candidates);
		suspects.removeIf((order) -> switch (statuses.get(order)) {
			case PENDING, CONFIRMED, CANCELLING -> true;
			case REJECTED, CANCELLED -> false;
			case null -> false;
		});
		if (suspects.isEmpty()) {
			return List.of();
		}
		// Each was at its end before this second reading, or is of no order.
		suspects.retainAll(this.catalog.reservedOrders());
		return suspects.stream()
			.map((order) -> "Stock is reserved for order " + order + ", which is "
					+ ((statuses.get(order) != null) ? statuses.get(order) : "unknown"))
			.toList();
	}

	private Set<UUID> confirmedOrders() {
		return new HashSet<>(
				this.jdbc.sql("SELECT id FROM orders WHERE status = 'CONFIRMED'").query(UUID.class).list());
	}

	private Map<UUID, OrderStatus> statuses(Collection<UUID> orders) {
		Map<UUID, OrderStatus> statuses = new HashMap<>();
		if (!orders.isEmpty()) {
			this.jdbc.sql("SELECT id, status FROM orders WHERE id = ANY (:ids)")
				.param("ids", orders.toArray(UUID[]::new))
				.query((row) -> {
					statuses.put(row.getObject("id", UUID.class), OrderStatus.valueOf(row.getString("status")));
				});
		}
		return statuses;
	}

	private static Set<UUID> without(Set<UUID> orders, Set<UUID> others) {
		Set<UUID> rest = new HashSet<>(orders);
		rest.removeAll(others);
		return rest;
	}

}
