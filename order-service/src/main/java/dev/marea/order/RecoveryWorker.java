package dev.marea.order;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.audit.AuditedAction;
import dev.marea.service.tracing.LinkedTraces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Finishes abandoned orders: their attempt crashed or could not reach the catalog. Every
 * replica has a worker, and no two workers hold the same order.
 */
@Component
class RecoveryWorker {

	private static final String FINISHED = "finished";

	private static final String SUPERSEDED = "superseded";

	private static final String FAILED = "failed";

	private static final Logger logger = LoggerFactory.getLogger(RecoveryWorker.class);

	private final Orders orders;

	private final OrderLeases leases;

	private final Fulfilment fulfilment;

	private final LinkedTraces traces;

	private final ApplicationEventPublisher events;

	private final int batch;

	private final Map<String, Counter> takeovers = new HashMap<>();

	/** Seconds. */
	private volatile double oldestPending;

	RecoveryWorker(Orders orders, OrderLeases leases, Fulfilment fulfilment, LinkedTraces traces,
			ApplicationEventPublisher events, MeterRegistry meters, OrderProperties properties) {
		this.orders = orders;
		this.leases = leases;
		this.fulfilment = fulfilment;
		this.traces = traces;
		this.events = events;
		this.batch = properties.workerBatch();
		for (String outcome : List.of(FINISHED, SUPERSEDED, FAILED)) {
			this.takeovers.put(outcome,
					Counter.builder("marea.orders.takeovers")
						.description("Abandoned orders that the recovery worker took over")
						.tag("outcome", outcome)
						.register(meters));
		}
		Gauge.builder("marea.orders.oldest.pending", this, (worker) -> worker.oldestPending)
			.baseUnit("seconds")
			.description("Age of the oldest pending order; 0 if no order is pending")
			.register(meters);
	}

	/**
	 * Finishes abandoned orders until there are none, or until one fails. A failure may
	 * mean that the catalog is unavailable, so the worker waits for its next period.
	 */
	void run() {
		try {
			List<Order> orders;
			do {
				orders = this.leases.acquireAbandoned(this.batch);
			}
			while (finish(orders) && orders.size() == this.batch);
			Double oldest = this.orders.secondsOfOldestPending();
			this.oldestPending = (oldest != null) ? oldest : 0;
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("Cannot search for abandoned orders: {}", ex.getMessage());
		}
	}

	/** Finishes all orders concurrently, because all their leases start now. */
	private boolean finish(List<Order> orders) {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Boolean>> attempts = orders.stream()
				.map((order) -> executor
					.submit(() -> this.traces.follow("recover order", order.traceparent(), () -> finish(order))))
				.toList();
			executor.close();
			return attempts.stream().allMatch(Future::resultNow);
		}
	}

	private boolean finish(Order order) {
		try {
			Order finished = this.fulfilment.finish(order);
			new AuditedAction("order.recover", true).by("order-service")
				.on("/orders/" + finished.id())
				.with("marea.status", finished.status())
				.publish(this.events);
			count(FINISHED);
			return true;
		}
		catch (OptimisticLockingFailureException ex) {
			logger.info("Another attempt took over order {}", order.id());
			count(SUPERSEDED);
			return true;
		}
		catch (CatalogUnavailableException | DataAccessException | TransactionException ex) {
			logger.warn("Cannot finish abandoned order {}: {}", order.id(), ex.getMessage());
			count(FAILED);
			return false;
		}
	}

	private void count(String outcome) {
		this.takeovers.get(outcome).increment();
	}

}
