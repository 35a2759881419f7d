package dev.marea.order.invariants;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.marea.order.OrderStatus;
import dev.marea.order.catalog.ReservationPages;
import dev.marea.service.page.Page;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Compares orders with the catalog's reservations while both change. Stock is reserved
 * before an order is confirmed and released after it stops being so. Therefore an order
 * that was confirmed before and after the reservations were read had one all the time. A
 * rejected or cancelled order has none from then on.
 * <p>
 * Reads both lists in the order of the ids and keeps one page of each in memory.
 */
@Component
class ReservationCheck {

	/** Below every id. */
	private static final UUID FIRST = new UUID(0, 0);

	private static final UUID LAST = new UUID(-1, -1);

	private static final int PAGE = 1000;

	/** Number of sentences after which the check ends. */
	private static final int MAX_VIOLATIONS = 100;

	/** PostgreSQL's order; {@link UUID#compareTo} compares signed numbers. */
	private static final Comparator<UUID> ORDER = Comparator
		.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
		.thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

	private final JdbcClient jdbc;

	private final ReservationPages reservations;

	ReservationCheck(JdbcClient jdbc, ReservationPages reservations) {
		this.jdbc = jdbc;
		this.reservations = reservations;
	}

	/**
	 * A sentence for each violation, at most 100.
	 * @throws dev.marea.order.catalog.CatalogUnavailableException if the reservations
	 * cannot be read
	 */
	List<String> mismatches() {
		List<String> violations = new ArrayList<>();
		UUID after = FIRST;
		while (!after.equals(LAST) && violations.size() < MAX_VIOLATIONS) {
			Window window = read(after);
			violations.addAll(repeated(window.reserved()));
			violations.addAll(missing(window));
			violations.addAll(needless(window));
			after = window.end();
		}
		return violations.stream().limit(MAX_VIOLATIONS).toList();
	}

	/** Reads the orders before the reservations; the class comment has the reason. */
	private Window read(UUID after) {
		Map<UUID, OrderStatus> orders = new HashMap<>();
		List<UUID> ids = new ArrayList<>();
		this.jdbc.sql("SELECT id, status FROM orders WHERE id > :after ORDER BY id LIMIT :limit")
			.param("after", after)
			.param("limit", PAGE)
			.query((row) -> {
				UUID id = row.getObject("id", UUID.class);
				ids.add(id);
				orders.put(id, OrderStatus.valueOf(row.getString("status")));
			});
		Page<UUID> page = this.reservations.after(after);
		UUID ordersEnd = (ids.size() == PAGE) ? ids.getLast() : LAST;
		UUID reservationsEnd = (page.next() != null) ? UUID.fromString(page.next()) : LAST;
		UUID end = (ORDER.compare(ordersEnd, reservationsEnd) < 0) ? ordersEnd : reservationsEnd;
		Set<UUID> confirmed = new HashSet<>();
		orders.forEach((id, status) -> {
			if (status == OrderStatus.CONFIRMED && ORDER.compare(id, end) <= 0) {
				confirmed.add(id);
			}
		});
		List<UUID> reserved = page.items().stream().filter((id) -> ORDER.compare(id, end) <= 0).toList();
		return new Window(after, end, confirmed, reserved);
	}

	private static List<String> repeated(List<UUID> reserved) {
		Set<UUID> seen = new HashSet<>();
		return reserved.stream()
			.filter((order) -> !seen.add(order))
			.map((order) -> "Order " + order + " has several reservations")
			.toList();
	}

	private List<String> missing(Window window) {
		Set<UUID> candidates = without(window.confirmed(), window.reserved());
		List<String> violations = new ArrayList<>();
		statuses(candidates).forEach((order, status) -> {
			if (status == OrderStatus.CONFIRMED) {
				violations.add("Order " + order + " is CONFIRMED, but nothing is reserved for it");
			}
		});
		return violations;
	}

	private List<String> needless(Window window) {
		Set<UUID> suspects = without(window.reserved(), window.confirmed());
		Map<UUID, OrderStatus> statuses = statuses(suspects);
		suspects.removeIf((order) -> switch (statuses.get(order)) {
			case PENDING, CONFIRMED, CANCELLING -> true;
			case REJECTED, CANCELLED -> false;
			case null -> false;
		});
		// Before this second reading, each of these orders was finished or did not exist.
		return stillReserved(suspects, window).stream()
			.map((order) -> "Stock is reserved for order " + order + ", which is "
					+ ((statuses.get(order) != null) ? statuses.get(order) : "unknown"))
			.toList();
	}

	private Set<UUID> stillReserved(Set<UUID> suspects, Window window) {
		Set<UUID> found = new HashSet<>();
		UUID after = suspects.isEmpty() ? LAST : window.after();
		while (ORDER.compare(after, window.end()) < 0) {
			Page<UUID> page = this.reservations.after(after);
			page.items().stream().filter(suspects::contains).forEach(found::add);
			after = (page.next() != null) ? UUID.fromString(page.next()) : LAST;
		}
		return found;
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

	private static Set<UUID> without(Collection<UUID> orders, Collection<UUID> others) {
		Set<UUID> rest = new HashSet<>(orders);
		rest.removeAll(Set.copyOf(others));
		return rest;
	}

	/**
	 * The ids after {@code after} up to {@code end}.
	 *
	 * @param confirmed orders that were confirmed before the reservations were read
	 * @param reserved orders that had a reservation then
	 */
	private record Window(UUID after, UUID end, Set<UUID> confirmed, List<UUID> reserved) {
	}

}
