package dev.marea.catalog.product;

import java.util.List;
import java.util.function.LongPredicate;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.stock.Stock;
import dev.marea.catalog.stock.StockLedger;

import org.springframework.dao.DuplicateKeyException;
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

	/**
	 * Creates a product.
	 * @throws ProductExistsException if another product has its SKU
	 * @throws ForeignCurrencyException if its price is not in the catalogue's currency
	 */
	@Transactional
	public Offer create(NewProduct product) {
		requireCurrency(product.price());
		try {
			Product created = this.repository.save(product.toProduct());
			this.ledger.open(List.of(new StockLedger.Opening(created.sku(), product.stock())));
			return new Offer(created, product.stock());
		}
		catch (DuplicateKeyException ex) {
			throw new ProductExistsException("The product " + product.sku() + " exists already.");
		}
	}

	/**
	 * Changes a product.
	 * @param expected whether the change is meant for the stored version
	 * @throws UnknownProductException if no product has this SKU
	 * @throws ProductChangedException if the stored version is not the expected one
	 * @throws ForeignCurrencyException if its price is not in the catalogue's currency
	 * @throws dev.marea.catalog.stock.StockReservedException if orders hold more than the
	 * new stock
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

	/**
	 * Removes a product.
	 * @param expected whether the removal is meant for the stored version
	 * @throws UnknownProductException if no product has this SKU
	 * @throws ProductChangedException if the stored version is not the expected one
	 * @throws dev.marea.catalog.stock.ProductReservedException if orders hold some of it
	 */
	@Transactional
	public void remove(String sku, LongPredicate expected) {
		Product product = lock(sku, expected);
		this.ledger.close(this.ledger.lock(sku));
		this.repository.delete(product);
	}

	private Product lock(String sku, LongPredicate expected) {
		Product product = this.repository.findBySku(sku).orElseThrow(() -> new UnknownProductException(sku));
		if (!expected.test(product.version())) {
			throw new ProductChangedException(product.version());
		}
		return product;
	}

	private void requireCurrency(Price price) {
		if (!price.currency().equals(this.currency)) {
			throw new ForeignCurrencyException(this.currency);
		}
	}

}
