package dev.marea.catalog.productimport;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.marea.catalog.CatalogProperties;
import dev.marea.catalog.product.NewProduct;
import dev.marea.catalog.product.ProductExistsException;
import dev.marea.catalog.product.ProductLoader;
import jakarta.validation.Validator;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Imports all products of a file. If a line is bad, it imports nothing and lists the bad
 * lines. It reads the file twice, to check it and to load it, so that only one batch of
 * products is in memory.
 */
@Service
public class ProductImport {

	private final ProductLoader loader;

	private final Validator validator;

	private final TransactionOperations transaction;

	private final String currency;

	private final int maxLines;

	ProductImport(ProductLoader loader, Validator validator, TransactionOperations transaction,
			CatalogProperties properties) {
		this.loader = loader;
		this.validator = validator;
		this.transaction = transaction;
		this.currency = properties.currency().getCurrencyCode();
		this.maxLines = properties.importLines();
	}

	/**
	 * Imports a file.
	 * @return number of new products
	 * @throws BadLinesException with the first bad lines
	 * @throws TooManyLinesException if the file has more lines than are accepted
	 * @throws ProductExistsException if one of the products was created meanwhile
	 */
	public int importAll(byte[] file, FileFormat format) {
		ImportCheck check = new ImportCheck(this.maxLines, this::faults, this.loader::existing);
		format.read(file, check);
		int products = check.finish();
		try {
			this.transaction.executeWithoutResult((status) -> load(file, format));
		}
		catch (DuplicateKeyException ex) {
			throw new ProductExistsException("One of the products was created meanwhile; nothing was imported.");
		}
		return products;
	}

	private void load(byte[] file, FileFormat format) {
		this.loader.waitForOthers();
		Batches batches = new Batches(this.loader);
		format.read(file, batches);
		batches.load();
	}

	private List<String> faults(NewProduct product) {
		Stream<String> violations = this.validator.validate(product)
			.stream()
			.map((violation) -> violation.getPropertyPath() + " " + violation.getMessage())
			.sorted();
		boolean foreign = product.price() != null && product.price().currency() != null
				&& !this.currency.equals(product.price().currency());
		return foreign ? Stream.concat(violations, Stream.of("price.currency must be " + this.currency)).toList()
				: violations.toList();
	}

	/** Loads the products of a checked file. */
	private static final class Batches implements LineHandler {

		private final ProductLoader loader;

		private final List<NewProduct> batch = new ArrayList<>(ImportCheck.BATCH);

		Batches(ProductLoader loader) {
			this.loader = loader;
		}

		@Override
		public void product(long line, NewProduct product) {
			this.batch.add(product);
			if (this.batch.size() == ImportCheck.BATCH) {
				load();
			}
		}

		@Override
		public void bad(long line, String detail) {
			throw new AssertionError("Line %d was good before: %s".formatted(line, detail));
		}

		void load() {
			if (!this.batch.isEmpty()) {
				this.loader.load(this.batch);
				this.batch.clear();
			}
		}

	}

}
