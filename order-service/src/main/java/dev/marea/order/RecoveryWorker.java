package dev.marea.order;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.audit.AuditEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(RecoveryWorker.class);

	private final OrderLeases leases;

	private final Fulfilment fulfilment;

	private final int batch;

	RecoveryWorker(OrderLeases leases, Fulfilment fulfilment, OrderProperties properties) {
		this.leases = leases;
		this.fulfilment = fulfilment;
		this.batch = properties.workerBatch();
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
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("Cannot search for abandoned orders: {}", ex.getMessage());
		}
	}

	/** Finishes all orders concurrently, because all their leases start now. */
	private boolean finish(List<Order> orders) {
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Boolean>> attempts = orders.stream()
				.map((order) -> executor.submit(() -> finish(order)))
				.toList();
			executor.close();
			return attempts.stream().allMatch(Future::resultNow);
		}
	}

	private boolean finish(Order order) {
		try {
			Order finished = this.fulfilment.finish(order);
			new AuditEvent("order.recover", true).by("order-service")
				.on("/orders/" + finished.id())
				.with("marea.status", finished.status())
				.log();
			return true;
		}
		catch (OptimisticLockingFailureException ex) {
			logger.info("Another attempt took over order {}", order.id());
			return true;
		}
		catch (CatalogUnavailableException | DataAccessException | TransactionException ex) {
			logger.warn("Cannot finish abandoned order {}: {}", order.id(), ex.getMessage());
			return false;
		}
	}

}
