package dev.marea.order.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.invariant.InvariantMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Checks the invariants of orders, which hold at any moment and after any crash. An
 * invariant that cannot be checked now is absent.
 */
@Component
@Endpoint(id = "invariants")
class InvariantsEndpoint {

	private static final Logger logger = LoggerFactory.getLogger(InvariantsEndpoint.class);

	private final OrderChecks orders;

	private final ReservationCheck reservations;

	private final InvariantMeters meters;

	InvariantsEndpoint(OrderChecks orders, ReservationCheck reservations, MeterRegistry meters) {
		this.meters = new InvariantMeters(meters);
		this.orders = orders;
		this.reservations = reservations;
	}

	@ReadOperation
	Invariants check() {
		Map<String, List<String>> findings = new TreeMap<>();
		findings.put("one-order-per-key", this.orders.keysWithSeveralOrders());
		findings.put("totals-are-sums", this.orders.wrongTotals());
		try {
			findings.put("reserved-if-confirmed", this.reservations.mismatches());
			// No order can be finished while the catalog is unavailable.
			findings.put("none-overdue", this.orders.overdue());
		}
		catch (CatalogUnavailableException ex) {
			logger.warn("Orders cannot be compared with reservations: {}", ex.getMessage());
		}
		Map<String, Boolean> invariants = new TreeMap<>();
		List<String> violations = new ArrayList<>();
		findings.forEach((name, sentences) -> {
			invariants.put(name, sentences.isEmpty());
			this.meters.record(name, sentences.size());
			violations.addAll(sentences);
		});
		return new Invariants(invariants, violations);
	}

	/**
	 * Result of the checks.
	 *
	 * @param invariants whether an invariant holds, by its name
	 * @param violations a sentence for each violation, at most 100 per invariant
	 */
	record Invariants(Map<String, Boolean> invariants, List<String> violations) {
	}

}
