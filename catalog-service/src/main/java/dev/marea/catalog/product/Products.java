package dev.marea.catalog.product;

import java.util.List;
import java.util.function.LongPredicate;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.stock.Stock;
import dev.marea.catalog.stock.StockLedger;
import dev.marea.service.problem.ProblemException;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Creates, changes and removes products. A change locks the product's row before the row
 * of its stock, and a reservation locks rows of stock only, so there is no deadlock.
 */
@Service
public class Products {

	private final ProductRepository repository;

	private final StockLedger ledger;

	private final String currency;

	Products(ProductRepository repository, StockLedger ledger, CatalogProperties properties) {
		this.repository = repository;
		this.ledger = ledger;
		this.currency = properties.currency().getCurrencyCode();
	}

	@Transactional
	public Offer create(NewProduct product) {
		requireCurrency(product.price());
		try {
			Product created = this.repository.save(product.toProduct());
			this.ledger.open(List.of(new StockLedger.Opening(created.sku(), product.stock())));
			return new Offer(created, product.stock());
		}
		catch (DuplicateKeyException ex) {
			throw new ProblemException(HttpStatus.CONFLICT, "product-exists",
					"The product " + product.sku() + " exists already.");
		}
	}

	/**
	 * Changes a product.
	 * @param expected whether the change is meant for the stored version
	 */
	@Transactional
	public Offer change(String sku, LongPredicate expected, ProductChange change) {
		requireCurrency(change.price());
		Product product = lock(sku, expected);
		Product changed = this.repository.save(change.applyTo(product));
		Stock stock = this.ledger.lock(sku);
		if (change.stock() != null && change.stock() != stock.onHand()) {
			stock = this.ledger.adjust(stock, change.stock());
		}
		return new Offer(changed, stock.available());
	}

	/** Removes a product; {@code expected} is as in {@link #change}. */
	@Transactional
	public void remove(String sku, LongPredicate expected) {
		Product product = lock(sku, expected);
		this.ledger.close(this.ledger.lock(sku));
		this.repository.delete(product);
	}

	private Product lock(String sku, LongPredicate expected) {
		Product product = this.repository.findBySku(sku).orElseThrow(() -> unknown(sku));
		if (!expected.test(product.version())) {
			throw new ProblemException(HttpStatus.PRECONDITION_FAILED, "precondition-failed",
					"The product has changed: its version is %d now.".formatted(product.version()));
		}
		return product;
	}

	private void requireCurrency(Price price) {
		if (!price.currency().equals(this.currency)) {
			throw new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "invalid-request",
					"Prices are in %s here.".formatted(this.currency));
		}
	}

	/** The problem of a product that does not exist: 404. */
	public static ProblemException unknown(String sku) {
		return new ProblemException(HttpStatus.NOT_FOUND, "not-found", "There is no product " + sku + ".");
	}

}
