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
 * Places orders that are never there, before the instance says that it is ready: all
 * paths of this service need somebody's token, so it cannot send itself requests.
 */
@Component
class OrderWarmUp implements ApplicationRunner {

	private static final Logger logger = LoggerFactory.getLogger(OrderWarmUp.class);

	/** Of no token. */
	private static final Owner NOBODY = new Owner("", "");

	private final OrderService service;

	private final OrderBook book;

	private final CatalogClient catalog;

	private final TransactionOperations transactions;

	private final int rounds;

	OrderWarmUp(OrderService service, OrderBook book, CatalogClient catalog, TransactionOperations transactions,
			WarmUpProperties properties) {
		this.service = service;
		this.book = book;
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
					this.book.letGo(this.book.open(NOBODY, UUID.randomUUID().toString(),
							new OrderLines(List.of(OrderLine.of("NONE", 1)))));
				});
				this.service.list(NOBODY, Optional.empty(), 1);
				this.book.cancel(NOBODY, new UUID(0, 0));
				this.catalog.ping();
			}
		}
		catch (DataAccessException | TransactionException | CatalogUnavailableException ex) {
			logger.info("Warmed up only in part: {}", ex.getMessage());
		}
	}

}
