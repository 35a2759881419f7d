package dev.marea.order;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.marea.order.catalog.CatalogClient;
import dev.marea.order.catalog.CatalogUnavailableException;
import dev.marea.service.warmup.WarmUpProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Places orders and rolls them back before the instance becomes ready. The service cannot
 * send itself requests, because all its paths need a user's token.
 */
@Component
class OrderWarmUp implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(OrderWarmUp.class);

	/** Owner of the rolled-back orders; no token has this issuer. */
	private static final Owner NOBODY = new Owner("", "");

	private final OrderService service;

	private final OrderLeases leases;

	private final CatalogClient catalog;

	private final TransactionOperations transactions;

	private final int rounds;

	OrderWarmUp(OrderService service, OrderLeases leases, CatalogClient catalog, TransactionOperations transactions,
			WarmUpProperties properties) {
		this.service = service;
		this.leases = leases;
		this.catalog = catalog;
		this.transactions = transactions;
		this.rounds = properties.rounds();
	}

	@Override
	public void run(ApplicationArguments arguments) {
		try {
			for (int round = 0; round < this.rounds; round++) {
				this.transactions.executeWithoutResult((transaction) -> {
					transaction.setRollbackOnly();
					this.leases.release(this.leases.open(NOBODY, UUID.randomUUID().toString(),
							new OrderLines(List.of(OrderLine.of("NONE", 1)))));
				});
				this.service.list(NOBODY, Optional.empty(), 1);
				this.leases.cancel(NOBODY, new UUID(0, 0));
				this.catalog.ping();
			}
		}
		catch (DataAccessException | TransactionException | CatalogUnavailableException ex) {
			logger.info("The warm-up is incomplete: {}", ex.getMessage());
		}
	}

}
